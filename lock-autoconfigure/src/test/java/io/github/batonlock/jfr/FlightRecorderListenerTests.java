package io.github.batonlock.jfr;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link FlightRecorderListener}.
 */
class FlightRecorderListenerTests {

	private static final Duration TIME = Duration.ofMillis(1500);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@Test
	void writesTheEndOfEachWait() throws Exception {
		Lease lease = mock();
		given(lease.name()).willReturn("a");
		List<RecordedEvent> events = record(LockWaitEvent.NAME, (listener) -> {
			listener.acquired(lease, TIME);
			listener.notAcquired("b", TIME, new LockAcquisitionTimeoutException("b", TIME, null));
			listener.notAcquired("c", TIME, new LockUnavailableException("c", TIME, "it is down", null));
			listener.notAcquired("d", TIME, new LockInterruptedException("d", TIME));
		});
		assertThat(events)
			.extracting((event) -> event.getString("lock"), (event) -> event.getString("outcome"),
					(event) -> event.getDuration("waited"))
			.containsExactly(tuple("a", "acquired", TIME), tuple("b", "timeout", TIME), tuple("c", "unavailable", TIME),
					tuple("d", "interrupted", TIME));
	}

	@Test
	void writesTheEndOfEachHold() throws Exception {
		List<RecordedEvent> events = record(LockHoldEvent.NAME, (listener) -> {
			listener.released("a", TIME);
			listener.lost("b", TIME, new LockLostException("b", "why"));
		});
		assertThat(events)
			.extracting((event) -> event.getString("lock"), (event) -> event.getBoolean("lost"),
					(event) -> event.getDuration("held"))
			.containsExactly(tuple("a", false, TIME), tuple("b", true, TIME));
	}

	private List<RecordedEvent> record(String name, Consumer<LockListener> events) throws Exception {
		Path file = this.folder.resolve("locks.jfr");
		try (Recording recording = new Recording()) {
			recording.enable(name).withoutStackTrace();
			recording.start();
			events.accept(new FlightRecorderListener());
			recording.stop();
			recording.dump(file);
		}
		return RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().equals(name))
			.toList();
	}

}
