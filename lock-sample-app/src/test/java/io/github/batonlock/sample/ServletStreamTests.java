package io.github.batonlock.sample;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServletStreamTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final AtomicInteger ends = new AtomicInteger();

	private ServletStream stream;

	@BeforeEach
	void open() {
		this.request.setAsyncSupported(true);
		this.stream = ServletStream.open(this.request, this.response);
		this.stream.whenEnded(this.ends::incrementAndGet);
	}

	@Test
	void sendsEventsAndSaysWhenToComeAgain() throws IOException {
		this.stream.send("{}");
		assertThat(this.response.getContentType()).startsWith("text/event-stream");
		assertThat(this.response.getContentAsString()).isEqualTo("retry:1000\ndata:{}\n\n");
		assertThat(async().getTimeout()).isZero();
	}

	@Test
	void endsOnce() {
		this.stream.end();
		this.stream.end();
		assertThat(this.ends).hasValue(1);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.stream.send("late"));
	}

	@Test
	void endsWhenWebServerReportsBrokenStream() throws IOException {
		for (AsyncListener listener : async().getListeners()) {
			listener.onError(new AsyncEvent(async(), new IOException("Broken pipe")));
		}
		assertThat(this.ends).hasValue(1);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.stream.send("late"));
	}

	private MockAsyncContext async() {
		return (MockAsyncContext) this.request.getAsyncContext();
	}

}
