package io.github.batonlock.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What clients send to a server from now on, as the server itself sees it ({@code
 * MONITOR}): unlike {@link CommandStats} without the commands that scripts call.
 */
public final class CommandMonitor implements AutoCloseable {

	private final RedisServer server;

	private final RespConnection connection;

	private CommandMonitor(RedisServer server) {
		this.server = server;
		this.connection = new RespConnection(server.host(), server.port());
		this.connection.command("MONITOR");
	}

	/**
	 * Begin to look.
	 * @param server the server
	 * @return the monitor
	 */
	public static CommandMonitor of(RedisServer server) {
		return new CommandMonitor(server);
	}

	/**
	 * The commands sent since the last call of this method.
	 * @return their names in lower case, in their order
	 */
	public List<String> commands() {
		String end = UUID.randomUUID().toString();
		this.server.command("ECHO", end);
		List<String> commands = new ArrayList<>();
		for (String line = this.connection.line(); !line.contains(end); line = this.connection.line()) {
			if (!line.contains(" lua] ")) {
				commands.add(line.split("\"", 3)[1].toLowerCase(Locale.ROOT));
			}
		}
		return commands;
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
