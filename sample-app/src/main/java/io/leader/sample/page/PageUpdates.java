package io.leader.sample.page;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.TemplateSpec;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.leader.sample.OnlyAsService;

/**
 * Sends updates to the open pages as server-sent events: {@code state} contains the part
 * of the page that shows the state, and is sent when the state has changed;
 * {@code authority} contains this replica's remaining authority in each election, and is
 * sent about once a second.
 */
@Component
@OnlyAsService
class PageUpdates {

	private static final long FOREVER = 0;

	private final PageModel model;

	private final ITemplateEngine templates;

	/** A dedicated thread, so that a slow reader does not delay any job. */
	private final ScheduledExecutorService sender;

	private final List<SseEmitter> pages = new CopyOnWriteArrayList<>();

	private Map<String, Object> sent = Map.of();

	PageUpdates(PageModel model, ITemplateEngine templates) {
		this.model = model;
		this.templates = templates;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("page-updates-");
		threads.setDaemon(true);
		this.sender = new ScheduledThreadPoolExecutor(1, threads);
	}

	@EventListener
	@SuppressWarnings("FutureReturnValueIgnored")
	void on(ApplicationReadyEvent event) {
		this.sender.scheduleAtFixedRate(this::push, 1, 1, TimeUnit.SECONDS);
	}

	/**
	 * Opens a stream of updates for a page. The stream begins with the current state, or
	 * is completed immediately if the application is stopping.
	 */
	SseEmitter open() {
		SseEmitter page = new SseEmitter(FOREVER);
		page.onCompletion(() -> this.pages.remove(page));
		page.onTimeout(page::complete);
		try {
			this.sender.execute(() -> {
				this.pages.add(page);
				send(page, "state", render(this.model.state()));
				send(page, "authority", this.model.remaining());
			});
		}
		catch (RejectedExecutionException ex) {
			page.complete();
		}
		return page;
	}

	/**
	 * Sends an update to all pages, on the sender's thread, since a slow reader must not
	 * delay a revocation.
	 */
	@EventListener
	@Order(2)
	void on(AbstractLeaderEvent event) {
		try {
			this.sender.execute(this::push);
		}
		catch (RejectedExecutionException ex) {
			// The application is stopping, so all streams are being completed.
		}
	}

	private void push() {
		if (this.pages.isEmpty()) {
			return;
		}
		Map<String, Object> state = this.model.state();
		if (!state.equals(this.sent)) {
			this.sent = state;
			String html = render(state);
			this.pages.forEach((page) -> send(page, "state", html));
		}
		Map<String, Long> remaining = this.model.remaining();
		this.pages.forEach((page) -> send(page, "authority", remaining));
	}

	private String render(Map<String, Object> state) {
		return this.templates.process(new TemplateSpec("page", Set.of("state"), TemplateMode.HTML, null),
				new Context(null, state));
	}

	private void send(SseEmitter page, String name, Object data) {
		try {
			page.send(SseEmitter.event().name(name).data(data));
		}
		catch (IOException | IllegalStateException ex) {
			// The page was closed, or its stream has already been completed.
			this.pages.remove(page);
		}
	}

	/**
	 * Completes all streams, since open streams would delay the server's graceful
	 * shutdown. Streams that are opened later are completed immediately.
	 */
	@EventListener
	void on(ContextClosedEvent event) {
		try {
			this.sender.execute(() -> this.pages.forEach(SseEmitter::complete));
			this.sender.shutdown();
		}
		catch (RejectedExecutionException ex) {
			// Already closed.
		}
	}

}
