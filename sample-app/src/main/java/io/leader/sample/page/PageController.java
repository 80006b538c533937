package io.leader.sample.page;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import io.leader.election.LeaderElections;
import io.leader.sample.OnlyAsService;

/**
 * The page that shows which replica leads. Without JavaScript, it is a table and a
 * button; with JavaScript, it is updated live.
 */
@Controller
@OnlyAsService
class PageController {

	private final LeaderElections elections;

	private final PageModel model;

	private final PageUpdates updates;

	PageController(LeaderElections elections, PageModel model, PageUpdates updates) {
		this.elections = elections;
		this.model = model;
		this.updates = updates;
	}

	@GetMapping("/")
	String page(Model page) {
		page.addAllAttributes(this.model.state());
		page.addAttribute("remaining", this.model.remaining());
		return "page";
	}

	@GetMapping(path = "/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	@ResponseBody
	SseEmitter changes() {
		return this.updates.open();
	}

	/**
	 * Makes this replica yield leadership of an election, and redirects to the page.
	 * Rejects forms from other sites, based on the headers that browsers send.
	 */
	@PostMapping("/yield")
	ResponseEntity<Void> yieldLeadership(@RequestParam String election,
			@RequestHeader(name = "Sec-Fetch-Site", required = false) @Nullable String relation,
			@RequestHeader(name = "Origin", required = false) @Nullable String origin,
			@RequestHeader(name = "Host", defaultValue = "") String host) {
		// Browsers send Sec-Fetch-Site only over HTTPS or to localhost. Without it, the
		// Origin must match the Host, which an opaque origin ("null") never does. A
		// request that has neither Sec-Fetch-Site nor Origin, such as one from curl, is
		// accepted.
		boolean related = (relation != null) ? relation.equals("same-origin") || relation.equals("none")
				: origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
		if (!related) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN,
					"A form from another site cannot make this replica yield.");
		}
		this.elections.find(election)
			.orElseThrow(
					() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no election '" + election + "'."))
			.yieldLeadership();
		return ResponseEntity.status(HttpStatus.SEE_OTHER).header("Location", "./").build();
	}

}
