package io.github.batonlock.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;

/**
 * A Redis Cluster for tests: three masters with a replica each, all of them processes of
 * our own on the loopback interface.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int MASTERS = 3;

	private static final int SLOTS = 16_384;

	/** Nodes talk to each other on a port that is so much higher. */
	private static final int BUS = 10_000;

	private static final int HIGHEST_PORT = 65_535 - BUS;

	private final List<RedisServer> nodes = new ArrayList<>();

	private RedisCluster() {
	}

	/**
	 * Start a cluster.
	 * @return the cluster, all slots are served and all replicas follow their masters
	 */
	public static RedisCluster start() {
		RedisCluster cluster = new RedisCluster();
		try {
			cluster.meet();
			cluster.share();
			cluster.awaitWhole();
			return cluster;
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
	}

	/**
	 * Address for Spring Data.
	 * @return a new configuration
	 */
	public RedisClusterConfiguration configuration() {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		this.nodes.forEach((node) -> configuration.addClusterNode(new RedisNode(node.host(), node.port())));
		return configuration;
	}

	/**
	 * The nodes that run.
	 * @return masters and replicas
	 */
	public List<RedisServer> nodes() {
		return this.nodes.stream().filter(RedisServer::isUp).toList();
	}

	/**
	 * The nodes that serve slots, as far as they know.
	 * @return the masters
	 */
	public List<RedisServer> masters() {
		return nodes().stream().filter((node) -> role(node).equals("master")).toList();
	}

	/**
	 * The master that serves a slot.
	 * @param slot the slot
	 * @return the node that all others hold for its master
	 */
	public RedisServer masterOf(int slot) {
		List<RedisServer> found = new ArrayList<>();
		Awaitility.await("master of slot " + slot).atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).until(() -> {
			found.clear();
			nodes().stream().map((node) -> serving(node, slot).get(0)).distinct().forEach(found::add);
			return found.size() == 1 && found.get(0).isUp();
		});
		return found.get(0);
	}

	/**
	 * The node that takes over from a master.
	 * @param slot a slot of the master
	 * @return its replica
	 */
	public RedisServer replicaOf(int slot) {
		return serving(masterOf(slot), slot).get(1);
	}

	/**
	 * Wait until all nodes run, find each other and are in step.
	 */
	public void awaitWhole() {
		Awaitility.await("whole cluster")
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> this.nodes.stream().allMatch(this::isInStep) && masters().size() == MASTERS);
	}

	private boolean isInStep(RedisServer node) {
		String seen = String.valueOf(node.command("CLUSTER", "NODES"));
		boolean slave = role(node).equals("slave");
		return text(node, "CLUSTER", "INFO").contains("cluster_state:ok") && !seen.contains("fail")
				&& !seen.contains("handshake")
				&& seen.lines().filter((line) -> line.contains("slave ")).count() == MASTERS
				&& (!slave || text(node, "INFO", "replication").contains("master_link_status:up"));
	}

	private void meet() {
		for (int i = 0; i < 2 * MASTERS; i++) {
			int port = freePort();
			RedisServer node = RedisServer.startAt(port, "--cluster-enabled", "yes", "--cluster-config-file",
					"nodes-" + port + ".conf", "--cluster-node-timeout", "2000", "--cluster-replica-validity-factor",
					"0", "--repl-diskless-sync-delay", "0", "--repl-diskless-load", "swapdb");
			node.command("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
			this.nodes.add(node);
			node.command("CLUSTER", "MEET", node.host(), String.valueOf(this.nodes.get(0).port()));
		}
		Awaitility.await("nodes know each other")
			.until(() -> this.nodes.stream()
				.allMatch((node) -> text(node, "CLUSTER", "NODES").lines()
					.filter((line) -> !line.contains("handshake"))
					.count() == this.nodes.size()));
	}

	private void share() {
		for (int i = 0; i < MASTERS; i++) {
			RedisServer master = this.nodes.get(i);
			master.command("CLUSTER", "ADDSLOTSRANGE", String.valueOf(i * SLOTS / MASTERS),
					String.valueOf((i + 1) * SLOTS / MASTERS - 1));
			this.nodes.get(MASTERS + i).command("CLUSTER", "REPLICATE", text(master, "CLUSTER", "MYID"));
		}
	}

	/** Master and replicas of a slot as a node sees them. */
	private List<RedisServer> serving(RedisServer asked, int slot) {
		return list(asked.command("CLUSTER", "SLOTS")).stream()
			.map(RedisCluster::list)
			.filter((range) -> (Long) range.get(0) <= slot && slot <= (Long) range.get(1))
			.flatMap((range) -> range.stream().skip(2))
			.flatMap((node) -> at((Long) list(node).get(1)))
			.toList();
	}

	private Stream<RedisServer> at(long port) {
		return this.nodes.stream().filter((node) -> node.port() == port);
	}

	private static String role(RedisServer node) {
		return String.valueOf(list(node.command("ROLE")).get(0));
	}

	private static String text(RedisServer node, String... command) {
		return String.valueOf(node.command(command));
	}

	private static List<?> list(Object reply) {
		return (List<?>) reply;
	}

	private static int freePort() {
		return Stream.generate(RedisServer::freePort)
			.filter((port) -> port <= HIGHEST_PORT && RedisServer.isFree(port + BUS))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisServer::close);
	}

}
