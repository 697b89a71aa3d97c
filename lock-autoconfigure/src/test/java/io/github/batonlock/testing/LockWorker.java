package io.github.batonlock.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.redis.RedisLockStore;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * What runs in a {@link LockProcess}: a registry that is told by lines what to do. Each
 * command runs on a thread of its own and is answered when it is done, an error by the
 * simple name of its class. Names have no spaces.
 *
 * <pre>
 * acquire NAME LEASE_MS       acquired
 * try NAME TIMEOUT_MS         true or false
 * token NAME                  the fencing token
 * valid NAME                  true or false
 * lost NAME                   lost, when the lease is
 * release NAME                released
 * enter NAME RESOURCE         entered: the FencedResource, by that lease
 * write NAME                  true, or false if the resource refused it
 * work NAME LEASE_MS THREADS  working, until told to stop
 * use NAME LEASE_MS THREADS RESOURCE
 *                             the same, each time with the FencedResource
 * mark NAME                   marked: forget the sections of each thread
 * slowest NAME                sections of the slowest thread since the mark
 * stop NAME                   stopped
 * </pre>
 */
public final class LockWorker {

	private final Map<String, Lease> leases = new ConcurrentHashMap<>();

	private final Map<String, FencedResource.Visit> visits = new ConcurrentHashMap<>();

	private final Map<String, CompletableFuture<String>> losses = new ConcurrentHashMap<>();

	private final Map<String, Sections> works = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final EngineLockRegistry registry;

	private LockWorker(String host, int port, String prefix) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port));
		factory.afterPropertiesSet();
		factory.start();
		this.registry = new EngineLockRegistry(RedisLockStore.builder(factory).keyPrefix(prefix).build(),
				(name) -> TestOptions.COMPLETE, Duration.ofSeconds(2), new LockListener() {
				});
		this.registry.start();
	}

	/**
	 * Do what standard input tells, to its end.
	 * @param args host, port and prefix
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		PrintStream answers = System.out;
		System.setOut(System.err);
		LockWorker worker = new LockWorker(args[0], Integer.parseInt(args[1]), args[2]);
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] words = line.split(" ");
			worker.threads.execute(() -> answers.println(words[0] + " " + worker.answer(words)));
		}
		System.exit(0);
	}

	private String answer(String[] words) {
		String name = words[2];
		try {
			return switch (words[1]) {
				case "acquire" -> acquire(name, lease(words[3]));
				case "try" -> tryAcquire(name, Duration.ofMillis(Long.parseLong(words[3])));
				case "token" -> String.valueOf(this.leases.get(name).fencingToken());
				case "valid" -> String.valueOf(this.leases.get(name).isValid());
				case "lost" -> this.losses.get(name).join();
				case "release" -> release(name);
				case "enter" -> enter(name, FencedResource.open(words[3]));
				case "write" -> String.valueOf(this.visits.remove(name).write());
				case "work" -> work(name, lease(words[3]), Integer.parseInt(words[4]), (lease) -> {
				});
				case "use" ->
					work(name, lease(words[3]), Integer.parseInt(words[4]), FencedResource.open(words[5])::use);
				case "mark" -> this.works.get(name).mark();
				case "slowest" -> String.valueOf(this.works.get(name).slowest());
				case "stop" -> this.works.remove(name).stop();
				default -> throw new IllegalArgumentException(words[1]);
			};
		}
		catch (Exception ex) {
			ex.printStackTrace();
			return ex.getClass().getSimpleName();
		}
	}

	private static LockOptions lease(String millis) {
		return LockOptions.builder().lease(Duration.ofMillis(Long.parseLong(millis))).build();
	}

	private String acquire(String name, LockOptions options) throws Exception {
		Lease lease = this.registry.obtain(name, options).acquireAsync().get();
		CompletableFuture<String> loss = new CompletableFuture<>();
		lease.onLost(() -> loss.complete("lost"));
		this.losses.put(name, loss);
		this.leases.put(name, lease);
		return "acquired";
	}

	private String tryAcquire(String name, Duration timeout) {
		Optional<Lease> lease = this.registry.obtain(name).tryAcquire(timeout);
		lease.ifPresent(Lease::close);
		return String.valueOf(lease.isPresent());
	}

	private String release(String name) {
		this.leases.remove(name).close();
		return "released";
	}

	private String enter(String name, FencedResource resource) {
		this.visits.put(name, resource.enter(this.leases.get(name)));
		return "entered";
	}

	private String work(String name, LockOptions options, int count, Consumer<Lease> section) {
		Sections work = new Sections(this.registry.obtain(name, options), count, section);
		this.works.put(name, work);
		for (int i = 0; i < count; i++) {
			this.threads.execute(work.thread(i));
		}
		return "working";
	}

}
