package io.github.batonlock.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server has done since this was made, by its own count. Calls made by scripts are
 * among the calls of a command: an {@code evalsha} that gets and deletes counts as one
 * {@code evalsha}, one {@code get} and one {@code del}.
 */
public final class CommandStats {

	private static final String PREFIX = "cmdstat_";

	private final RedisServer server;

	private final Map<String, Long> before;

	private CommandStats(RedisServer server) {
		this.server = server;
		this.before = read(server);
	}

	/**
	 * Begin to count.
	 * @param server the server
	 * @return the count from now on
	 */
	public static CommandStats of(RedisServer server) {
		return new CommandStats(server);
	}

	/**
	 * Calls since this was made.
	 * @return calls by command as Redis writes it ({@code set}, {@code pubsub|numsub}),
	 * but for the greetings of clients and {@code info}; nothing for what was not called
	 */
	public Map<String, Long> calls() {
		Map<String, Long> calls = new LinkedHashMap<>();
		read(this.server).forEach((command, after) -> {
			long difference = after - this.before.getOrDefault(command, 0L);
			if (difference > 0) {
				calls.put(command, difference);
			}
		});
		return calls;
	}

	/**
	 * Calls of one command since this was made.
	 * @param command the command in lower case
	 * @return how many, by clients and by scripts
	 */
	public long calls(String command) {
		return calls().getOrDefault(command, 0L);
	}

	/**
	 * Scripts run since this was made.
	 * @return how many
	 */
	public long scripts() {
		return calls("evalsha") + calls("eval");
	}

	/**
	 * Messages published since this was made.
	 * @return how many, heard by somebody or not
	 */
	public long messages() {
		return calls("publish");
	}

	private static Map<String, Long> read(RedisServer server) {
		Map<String, Long> calls = new TreeMap<>();
		String info = String.valueOf(server.command("INFO", "commandstats"));
		for (String line : info.split("\r\n")) {
			if (line.startsWith(PREFIX)) {
				String command = line.substring(PREFIX.length(), line.indexOf(':'));
				String count = line.substring(line.indexOf("calls=") + "calls=".length(), line.indexOf(','));
				calls.put(command, Long.valueOf(count));
			}
		}
		calls.keySet()
			.removeIf((command) -> command.equals("info") || command.equals("ping") || command.equals("hello")
					|| command.startsWith("client|"));
		return calls;
	}

}
