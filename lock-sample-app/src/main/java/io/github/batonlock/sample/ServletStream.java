package io.github.batonlock.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.MediaType;

/**
 * Server-sent events of unlimited duration. Spring's emitter is not used because the web
 * server has to report the end of a broken stream: a thread of the application that ends
 * it at the same time would interfere.
 */
final class ServletStream implements Watcher.Connection {

	private static final Logger logger = LoggerFactory.getLogger(ServletStream.class);

	private static final Duration RECONNECT = Duration.ofSeconds(1);

	private final AsyncContext async;

	private boolean ended;

	private ServletStream(AsyncContext async) {
		this.async = async;
	}

	/**
	 * Answers a request with a stream.
	 */
	static ServletStream open(HttpServletRequest request, HttpServletResponse response) {
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8);
		AsyncContext async = request.startAsync(request, response);
		async.setTimeout(0);
		return new ServletStream(async);
	}

	/**
	 * Sets the action to run when the stream has ended, regardless of which side ended
	 * it.
	 */
	void whenEnded(Runnable action) {
		this.async.addListener(new EndListener(action));
	}

	@Override
	public synchronized void send(String event) throws IOException {
		if (this.ended) {
			throw new IOException("The stream has ended");
		}
		String text = "retry:%d\ndata:%s\n\n".formatted(RECONNECT.toMillis(), event);
		this.async.getResponse().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
		this.async.getResponse().flushBuffer();
	}

	@Override
	public synchronized void end() {
		if (!this.ended) {
			this.ended = true;
			try {
				this.async.complete();
			}
			catch (IllegalStateException ex) {
				logger.debug("The web server has ended it", ex);
			}
		}
	}

	private final class EndListener implements AsyncListener {

		private final Runnable action;

		private EndListener(Runnable action) {
			this.action = action;
		}

		@Override
		public void onError(AsyncEvent event) {
			end();
		}

		@Override
		public void onComplete(AsyncEvent event) {
			this.action.run();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
