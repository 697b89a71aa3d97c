package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;

/**
 * A master, its replica and three Sentinels for tests, all of them processes of our own
 * on the loopback interface.
 */
public final class RedisSentinel implements AutoCloseable {

	private static final String MASTER = "mymaster";

	private static final int SENTINELS = 3;

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RedisServer> sentinels = new ArrayList<>();

	private RedisSentinel() {
	}

	/**
	 * Start all of them.
	 * @return a trio that watches and a replica that follows
	 */
	public static RedisSentinel start() {
		RedisSentinel sentinel = new RedisSentinel();
		try {
			sentinel.startAll();
			sentinel.awaitWhole();
			return sentinel;
		}
		catch (RuntimeException ex) {
			sentinel.close();
			throw ex;
		}
	}

	private void startAll() {
		RedisServer master = server();
		RedisServer replica = server();
		replica.command("REPLICAOF", master.host(), String.valueOf(master.port()));
		for (int i = 0; i < SENTINELS; i++) {
			int port = RedisServer.freePort();
			this.sentinels.add(RedisServer.startAt(port, configuration(port, master).toString(), "--sentinel"));
		}
	}

	private RedisServer server() {
		RedisServer server = RedisServer.start("--repl-diskless-sync-delay", "0", "--repl-diskless-load", "swapdb");
		this.servers.add(server);
		return server;
	}

	/** Sentinels write into their configuration, so each has one of its own. */
	private static Path configuration(int port, RedisServer master) {
		try {
			return Files.write(TemporaryDirectory.get().resolve("sentinel-" + port + ".conf"),
					List.of("sentinel monitor " + MASTER + " " + master.host() + " " + master.port() + " 2",
							"sentinel down-after-milliseconds " + MASTER + " 1000",
							"sentinel failover-timeout " + MASTER + " 5000"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Address for Spring Data.
	 * @return a new configuration
	 */
	public RedisSentinelConfiguration configuration() {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(MASTER);
		this.sentinels.forEach((node) -> configuration.sentinel(new RedisNode(node.host(), node.port())));
		return configuration;
	}

	/**
	 * The server that all Sentinels hold for the master, and that is one.
	 * @return the master
	 */
	public RedisServer master() {
		List<RedisServer> found = new ArrayList<>();
		Awaitility.await("master").atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).until(() -> {
			found.clear();
			this.sentinels.stream().map(this::masterOf).distinct().forEach(found::add);
			return found.size() == 1 && found.get(0).isUp() && info(found.get(0)).contains("role:master");
		});
		return found.get(0);
	}

	/**
	 * Have the replica made the master.
	 */
	public void failOver() {
		RedisServer before = master();
		this.sentinels.get(0).command("SENTINEL", "FAILOVER", MASTER);
		Awaitility.await("failover").atMost(Duration.ofSeconds(30)).until(() -> master() != before);
	}

	/**
	 * Wait until the replica follows and the Sentinels know that.
	 */
	public void awaitWhole() {
		Awaitility.await("replica that follows")
			.atMost(Duration.ofSeconds(30))
			.ignoreExceptions()
			.until(() -> this.sentinels.stream().allMatch(RedisSentinel::seesAll) && this.servers.stream()
				.allMatch((server) -> server == master() || info(server).contains("master_link_status:up")));
	}

	private static boolean seesAll(RedisServer sentinel) {
		return String.valueOf(sentinel.command("INFO", "sentinel"))
			.contains("status=ok,address=%s,slaves=1,sentinels=%d".formatted(address(sentinel), SENTINELS));
	}

	private static String address(RedisServer sentinel) {
		List<?> address = (List<?>) sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
		return address.get(0) + ":" + address.get(1);
	}

	private RedisServer masterOf(RedisServer sentinel) {
		String address = address(sentinel);
		return this.servers.stream()
			.filter((server) -> address.equals(server.host() + ":" + server.port()))
			.findFirst()
			.orElseThrow();
	}

	private static String info(RedisServer server) {
		return String.valueOf(server.command("INFO", "replication"));
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisServer::close);
		this.servers.forEach(RedisServer::close);
	}

}
