package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.Delivery;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * The line that describes the locks of an application in its log, once they can be
 * acquired.
 */
final class StartUpMessage {

	private final LockProperties properties;

	private final EngineLockRegistry registry;

	private volatile @Nullable CompletableFuture<Delivery> awaited;

	StartUpMessage(LockProperties properties, EngineLockRegistry registry) {
		this.properties = properties;
		this.registry = registry;
	}

	/**
	 * Logs the line as soon as it is known how messages reach the registry, or that
	 * finding out takes long. Does not block.
	 */
	void log(Log logger) {
		LockInspector inspector = this.registry.inspector();
		RegistryStatus status = inspector.status();
		CompletionStage<Delivery> delivery = inspector.firstDelivery();
		if (delivery == null) {
			logger.info(text(status, null));
			return;
		}
		CompletableFuture<Delivery> told = new CompletableFuture<>();
		this.awaited = told;
		told.thenAccept((found) -> logger.info(text(status, found)));
		delivery.thenAccept(told::complete);
	}

	/**
	 * Logs the line now if it was not logged yet.
	 */
	void flush() {
		CompletableFuture<Delivery> told = this.awaited;
		if (told != null) {
			told.complete(new Delivery(Delivery.Way.UNKNOWN, false));
		}
	}

	private String text(@Nullable RegistryStatus status, @Nullable Delivery delivery) {
		String version = LockRegistry.class.getPackage().getImplementationVersion();
		List<String> facts = new ArrayList<>();
		if (status != null) {
			facts.add("instance " + status.instance());
			facts.add("store " + status.store());
		}
		if (delivery != null) {
			facts.add("messages " + text(delivery.messages()));
			facts.add("probe " + (delivery.probe() ? "yes" : "no"));
		}
		facts.add("key prefix " + this.properties.keyPrefix());
		facts.add("lease " + text(this.properties.lease()));
		facts.add("timeout " + text(this.properties.timeout()));
		facts.add("waiting " + text(this.properties.waiting()));
		facts.add("fencing " + text(this.properties.fencing()));
		facts.add("acknowledging replicas " + this.properties.replicas().acknowledgements());
		facts.add("rules " + this.properties.rules().size());
		return "Distributed locks by Baton" + ((version != null) ? " " + version : "") + ": "
				+ String.join(", ", facts);
	}

	private static String text(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

	private static String text(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
