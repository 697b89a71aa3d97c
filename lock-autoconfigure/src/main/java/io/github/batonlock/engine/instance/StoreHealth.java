package io.github.batonlock.engine.instance;

import java.time.Duration;

import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.inspect.RegistryStatus;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when the store answered the newest command of an instance, or the newest of
 * a kind, whichever lock that was about. Read and changed by any thread.
 */
public final class StoreHealth {

	private volatile @Nullable Moment answered;

	private volatile @Nullable Failed failed;

	public void answered(Moment now) {
		this.answered = now;
		if (this.failed != null) {
			this.failed = null;
		}
	}

	public void failed(Moment now, String message) {
		this.failed = new Failed(now, message);
	}

	/** Whether the newest command did not fail. */
	public boolean well() {
		return this.failed == null;
	}

	public @Nullable Duration sinceAnswer(Moment now) {
		Moment last = this.answered;
		return (last != null) ? since(last, now) : null;
	}

	public RegistryStatus.@Nullable Failure failure(Moment now) {
		Failed last = this.failed;
		return (last != null) ? new RegistryStatus.Failure(last.message, since(last.at, now)) : null;
	}

	private static Duration since(Moment then, Moment now) {
		return Duration.ofNanos(Math.max(0, then.nanosUntil(now)));
	}

	private record Failed(Moment at, String message) {
	}

}
