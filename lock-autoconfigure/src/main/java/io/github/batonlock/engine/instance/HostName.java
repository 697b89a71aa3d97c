package io.github.batonlock.engine.instance;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The name of the machine. Looked for when it is first wanted, and once: that may ask a
 * name server, and so take its time.
 */
public final class HostName {

	private static final List<String> VARIABLES = List.of("HOSTNAME", "COMPUTERNAME");

	private static final Pattern NAME = Pattern.compile("\\S{1,255}");

	private boolean looked;

	private @Nullable String found;

	public synchronized @Nullable String get() {
		if (!this.looked) {
			this.found = find(System.getenv(), () -> InetAddress.getLocalHost().getHostName()).orElse(null);
			this.looked = true;
		}
		return this.found;
	}

	static Optional<String> find(Map<String, String> environment, Callable<String> network) {
		return VARIABLES.stream()
			.map((variable) -> environment.getOrDefault(variable, ""))
			.filter(HostName::usable)
			.findFirst()
			.or(() -> call(network).filter(HostName::usable));
	}

	private static Optional<String> call(Callable<String> network) {
		try {
			return Optional.ofNullable(network.call());
		}
		catch (Exception ex) {
			return Optional.empty(); // it has none that it can be found by
		}
	}

	private static boolean usable(String name) {
		return NAME.matcher(name).matches();
	}

}
