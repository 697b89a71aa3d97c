package io.github.batonlock.actuate;

import java.time.Duration;
import java.util.Locale;

import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports whether locks can be acquired: {@code DOWN} if the store failed when it was
 * needed, {@code OUT_OF_SERVICE} if the registry is not running, and {@code UNKNOWN} if
 * messages are not reliable, so that all waiters poll.
 * <p>
 * The status reflects the commands of callers, and renewals separately. Only if the most
 * recent one is old does the indicator look up a lock itself, so it waits for the store
 * rarely and briefly.
 */
public class LocksHealthIndicator extends AbstractHealthIndicator {

	private static final Duration WHILE = Duration.ofSeconds(10);

	/** A lock that is looked up and never acquired. */
	private static final String PROBE = "health";

	private final LockInspector inspector;

	/**
	 * Creates an indicator.
	 * @param inspector inspects the registry
	 */
	public LocksHealthIndicator(LockInspector inspector) {
		super("Distributed locks cannot be acquired");
		this.inspector = inspector;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		RegistryStatus status = this.inspector.status();
		if (status == null) {
			builder.outOfService().withDetail("registry", "not running");
			return;
		}
		builder.withDetail("instance", status.instance()).withDetail("subscribed", status.subscribed());
		Delivery delivery = status.delivery();
		if (delivery != null) {
			builder.withDetail("messages", delivery.messages().name().toLowerCase(Locale.ROOT))
				.withDetail("probe", delivery.probe() ? "yes" : "no");
		}
		if (status.sinceAnswer() != null) {
			builder.withDetail("sinceAnswer", status.sinceAnswer());
		}
		if (status.sinceRenewal() != null) {
			builder.withDetail("sinceRenewal", status.sinceRenewal());
		}
		RegistryStatus.Failure failure = recent(status.failure(), status.renewalFailure());
		if (failure != null) {
			builder.down().withDetail("failure", failure.message()).withDetail("sinceFailure", failure.since());
			return;
		}
		boolean answers = (status.failure() == null && !isPast(status.sinceAnswer())) || probe();
		builder.status((answers && status.subscribed()) ? Status.UP : Status.UNKNOWN);
	}

	/**
	 * Sends a command to the store.
	 * @return whether the store answered; {@code false} if it does not support inspection
	 */
	private boolean probe() {
		try {
			this.inspector.look(PROBE, 1);
			return true;
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

	private static RegistryStatus.@Nullable Failure recent(RegistryStatus.@Nullable Failure... failures) {
		for (RegistryStatus.Failure failure : failures) {
			if (failure != null && !isPast(failure.since())) {
				return failure;
			}
		}
		return null;
	}

	private static boolean isPast(@Nullable Duration since) {
		return since == null || since.compareTo(WHILE) > 0;
	}

}
