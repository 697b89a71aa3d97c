package io.github.batonlock.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The remains of an instance or of Redis that stops while another instance runs.
 */
class LeavingIntegrationTests {

	private final int redisPort = ShopProcess.freePort();

	@TempDir
	private Path directory;

	@Test
	void saleIsNotBrokenByAnInstanceThatIsKilled() {
		try (ShopProcess survivor = start()) {
			ShopProcess.awaitEachOther(survivor);
			try (ShopProcess victim = start()) {
				ShopProcess.awaitEachOther(survivor, victim);
				CompletableFuture<SaleResult> sale = CompletableFuture.supplyAsync(() -> survivor.sale(20, 200, true));
				ShopProcess.await().ignoreExceptions().until(() -> survivor.product(1).sold() > 5);
				victim.kill();
				SaleResult result = sale.join();
				assertThat(result.sold() + result.timeouts()).isGreaterThanOrEqualTo(20);
				assertThat(result.oversold()).isZero();
				assertThat(survivor.product(1).sold() + survivor.product(1).refused()).isEqualTo(200);
			}
			SaleResult next = survivor.sale(20, 200, true);
			assertThat(next.sold()).isEqualTo(20);
			assertThat(next.instances()).isEqualTo(1);
		}
	}

	@Test
	void lastInstanceStopsRedisOfFirstInstance() {
		try (ShopProcess first = start()) {
			ShopProcess.awaitEachOther(first);
			try (ShopProcess last = start()) {
				ShopProcess.awaitEachOther(first, last);
				first.terminate();
				assertThat(last.instances()).hasSize(1);
				assertThat(last.sale(20, 100, true).sold()).isEqualTo(20);
				killRedis();
				ShopProcess.await().ignoreExceptions().until(() -> last.sale(20, 100, true).sold() == 20);
				last.terminate();
				assertThat(redisListens()).isFalse();
				assertThat(first.log() + last.log()).doesNotContain("\tat ").doesNotContain("ERROR");
			}
		}
	}

	private ShopProcess start() {
		return ShopProcess.start(this.directory, this.redisPort, "--distributed-lock.lease=3s");
	}

	private void killRedis() {
		try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + this.redisPort);
				StatefulRedisConnection<String, String> connection = client.connect()) {
			String pid = connection.sync().info("server").replaceAll("(?s).*process_id:(\\d+).*", "$1");
			assertThat(ProcessHandle.of(Long.parseLong(pid))).hasValueSatisfying(ProcessHandle::destroyForcibly);
		}
	}

	private boolean redisListens() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.redisPort)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
