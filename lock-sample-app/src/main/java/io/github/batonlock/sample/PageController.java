package io.github.batonlock.sample;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The shop in a browser.
 */
@Controller
class PageController {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	private final Watchers watchers;

	private final Instances instances;

	PageController(Watchers watchers, Instances instances) {
		this.watchers = watchers;
		this.instances = instances;
	}

	@GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
	String page(HttpServletResponse response) {
		response.setHeader("Content-Security-Policy", POLICY);
		return "forward:/index.html";
	}

	@GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events() {
		try {
			return this.watchers.join(new LiveEvent.Hello(this.instances.all()));
		}
		catch (DataAccessException | IllegalStateException ex) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage(), ex);
		}
	}

}
