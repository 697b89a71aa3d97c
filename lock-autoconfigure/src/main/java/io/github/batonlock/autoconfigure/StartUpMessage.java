package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.engine.LocalView;
import io.github.batonlock.engine.RegistryStatus;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What is said about locks when they can be had: one line, for those who read the log of
 * an application that they do not know.
 */
final class StartUpMessage {

	private final LockProperties properties;

	private final EngineLockRegistry registry;

	StartUpMessage(LockProperties properties, EngineLockRegistry registry) {
		this.properties = properties;
		this.registry = registry;
	}

	@Override
	public String toString() {
		String version = LockRegistry.class.getPackage().getImplementationVersion();
		List<String> facts = new ArrayList<>();
		RegistryStatus status = new LocalView(this.registry).status();
		if (status != null) {
			facts.add("instance " + status.instance());
			facts.add("store " + status.store());
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
