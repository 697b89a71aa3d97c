package io.github.batonlock.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.batonlock.testing.LockProcess;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.TcpProxy;
import io.github.batonlock.testing.TcpProxy.Flow;
import io.github.batonlock.testing.TcpProxy.Kind;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * JVMs at work while the network to their Redis delays, loses, cuts, and half-closes
 * connections.
 */
@Timeout(600)
class NetworkFaultIntegrationTests {

	private static final String PREFIX = "network";

	private static RedisServer redis;

	private static List<TcpProxy> proxies;

	private static BrokenWork work;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		proxies = Stream.generate(() -> new TcpProxy(redis)).limit(BrokenWork.JVMS).toList();
		List<Supplier<LockProcess>> starts = proxies.stream()
			.<Supplier<LockProcess>>map((proxy) -> () -> LockProcess.start(proxy, PREFIX))
			.toList();
		work = new BrokenWork(redis, PREFIX, starts);
	}

	@AfterAll
	static void stop() {
		work.close();
		proxies.forEach(TcpProxy::close);
		redis.close();
		LogFactory.getLog(NetworkFaultIntegrationTests.class).info(BreakingReport.text());
	}

	@Test
	void delaysBothWays() {
		work.run(Scenario.of("20 ms delay each way", "5 delays", 0.1 / 3), () -> {
			proxies.forEach((proxy) -> proxy.delay(Duration.ofMillis(20)));
			work.awaitEachThread(3);
			proxies.forEach((proxy) -> proxy.delay(Duration.ZERO));
		});
	}

	@ParameterizedTest
	@EnumSource
	void cuts(Kind kind) {
		work.run(scenario("cut (RST): ", kind), () -> proxies.forEach((proxy) -> proxy.cut(kind)));
	}

	@ParameterizedTest
	@EnumSource
	void endsRequests(Kind kind) {
		work.run(scenario("half-closed to Redis (FIN): ", kind),
				() -> proxies.forEach((proxy) -> proxy.endRequests(kind)));
	}

	@ParameterizedTest
	@EnumSource
	void endsReplies(Kind kind) {
		work.run(scenario("half-closed to the client (FIN): ", kind),
				() -> proxies.forEach((proxy) -> proxy.endReplies(kind)));
	}

	@Test
	void swallowsMessages() {
		TcpProxy proxy = proxies.get(0);
		work.run(Scenario.of("messages to one JVM swallowed", "lease/3", 1.0 / 3), () -> {
			proxy.flow(Kind.MESSAGES, Flow.PASS, Flow.SWALLOW);
			work.awaitEachThread(2);
			proxy.flow(Kind.ALL, Flow.PASS, Flow.PASS);
			proxy.cut(Kind.MESSAGES);
		});
	}

	@Test
	void swallowsRequestsOfTheOwner() {
		cutOffOwner("requests of the owner swallowed", Kind.COMMANDS, Flow.SWALLOW, Flow.PASS);
	}

	@Test
	void swallowsRepliesToTheOwner() {
		cutOffOwner("replies to the owner swallowed", Kind.COMMANDS, Flow.PASS, Flow.SWALLOW);
	}

	@Test
	void holdsRepliesToTheOwner() {
		cutOffOwner("replies to the owner held back", Kind.COMMANDS, Flow.PASS, Flow.HOLD);
	}

	@Test
	void losesTheOwner() {
		cutOffOwner("host of the owner vanished, no FIN", Kind.ALL, Flow.SWALLOW, Flow.SWALLOW);
	}

	private static void cutOffOwner(String title, Kind kind, Flow requests, Flow replies) {
		TcpProxy proxy = proxies.get(0);
		work.run(Scenario.of(title, "lease + lease/3", 4.0 / 3), () -> {
			LockProcess holder = work.hold(0);
			proxy.flow(kind, requests, replies);
			work.awaitMoreSections();
			work.assertLost(holder);
			proxy.flow(Kind.ALL, Flow.PASS, Flow.PASS);
			if (requests == Flow.SWALLOW || replies == Flow.SWALLOW) {
				proxy.cut(kind);
			}
		});
	}

	private static Scenario scenario(String fault, Kind kind) {
		return Scenario.of(fault + kind.name().toLowerCase(java.util.Locale.ROOT), "lease/3", 1.0 / 3);
	}

}
