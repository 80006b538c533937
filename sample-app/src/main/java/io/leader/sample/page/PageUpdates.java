package io.leader.sample.page;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.TemplateSpec;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.leader.sample.OnlyAsService;

/**
 * Sends the open pages what has changed, as server-sent events: {@code state}, the part
 * of the page that shows it, and {@code authority}, what remains of this replica's.
 */
@Component
@OnlyAsService
class PageUpdates {

	private static final long FOREVER = 0;

	private final PageModel model;

	private final ITemplateEngine templates;

	private final TaskScheduler scheduler;

	private final List<SseEmitter> pages = new CopyOnWriteArrayList<>();

	private Map<String, Object> sent = Map.of();

	private volatile boolean closed;

	PageUpdates(PageModel model, ITemplateEngine templates, TaskScheduler scheduler) {
		this.model = model;
		this.templates = templates;
		this.scheduler = scheduler;
	}

	/**
	 * Opens the stream of a page, which begins with the state.
	 */
	SseEmitter open() {
		SseEmitter page = new SseEmitter(FOREVER);
		page.onCompletion(() -> this.pages.remove(page));
		page.onTimeout(page::complete);
		Map<String, Object> state = this.model.state();
		send(page, "state", render(state));
		send(page, "authority", this.model.remaining());
		this.pages.add(page);
		return page;
	}

	/**
	 * Not on the election's thread: a slow reader must not delay a revocation. The last
	 * one comes when pages and scheduler are closed.
	 */
	@EventListener
	@Order(2)
	@SuppressWarnings("FutureReturnValueIgnored")
	void on(AbstractLeaderEvent event) {
		if (!this.closed) {
			this.scheduler.schedule(this::push, Instant.now());
		}
	}

	@Scheduled(fixedRate = 1000)
	synchronized void push() {
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
			// The page was closed.
			this.pages.remove(page);
		}
	}

	/**
	 * Open streams would keep the server from stopping.
	 */
	@EventListener
	void on(ContextClosedEvent event) {
		this.closed = true;
		this.pages.forEach(SseEmitter::complete);
	}

}
