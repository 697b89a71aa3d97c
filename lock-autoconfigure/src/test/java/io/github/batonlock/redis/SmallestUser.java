package io.github.batonlock.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.batonlock.testing.RedisServer;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

/**
 * The user of {@code docs/security.md}, created by the very line of that page.
 */
final class SmallestUser {

	private static final Pattern LINE = Pattern.compile("^ACL SETUSER .*$", Pattern.MULTILINE);

	private static final Pattern ROW = Pattern.compile("^\\| `([~&+][^`]+)`[^|]*\\|[^|]*\\| ([^|]+) \\|$",
			Pattern.MULTILINE);

	private static final Pattern FOR_REPLICAS = Pattern.compile("it needs `([^`]+)` too");

	private static final String TEXT = read(Path.of("..", "docs", "security.md"));

	private SmallestUser() {
	}

	/**
	 * Returns the command that creates the user.
	 */
	static List<String> command() {
		return List.of(LINE.matcher(TEXT).results().map(MatchResult::group).findFirst().orElseThrow().split(" "));
	}

	static List<String> permissions() {
		return command().stream().filter((word) -> "~&+".indexOf(word.charAt(0)) >= 0).toList();
	}

	/**
	 * Returns the additional permissions of the user for waiting for replicas.
	 */
	static List<String> permissionsForReplicas() {
		return List.of(FOR_REPLICAS.matcher(TEXT)
			.results()
			.map((match) -> match.group(1))
			.findFirst()
			.orElseThrow()
			.split(" "));
	}

	/**
	 * Returns the results of missing permissions, as described by the page.
	 */
	static Map<String, String> consequences() {
		Map<String, String> consequences = new TreeMap<>();
		ROW.matcher(TEXT)
			.results()
			.forEach((row) -> consequences.put(row.group(1).replace("\\|", "|"), row.group(2).strip()));
		return consequences;
	}

	/**
	 * Creates the user.
	 * @param redis the Redis
	 * @param refused permissions to leave out
	 * @return the configuration to connect as that user
	 */
	static RedisStandaloneConfiguration create(RedisServer redis, String... refused) {
		List<String> command = new ArrayList<>(command());
		command.removeAll(List.of(refused));
		redis.command(command.toArray(String[]::new));
		RedisStandaloneConfiguration configuration = redis.configuration();
		configuration.setUsername(command.get(2));
		configuration.setPassword(
				command.stream().filter((word) -> word.startsWith(">")).findFirst().orElseThrow().substring(1));
		return configuration;
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
