package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import io.github.batonlock.Lease;

/**
 * What a lock guards, in memory that JVMs share so that it outlives each of them and
 * every Redis: a count that is only right if sections follow one another, and a gate that
 * refuses who comes, or writes, after somebody with a newer fencing token has entered. It
 * also measures how long nobody was inside, by the clock that all JVMs of a machine
 * share.
 */
public final class FencedResource {

	private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	/**
	 * Number of the visit that may write: odd while it is inside, negative while it
	 * writes.
	 */
	private static final int VISIT = 0;

	private static final int TOKEN = 8;

	private static final int COUNT = 16;

	private static final int LAST_INSIDE = 24;

	private static final int IDLE = 32;

	private static final int SECTIONS = 40;

	private static final int REFUSED = 48;

	private static final int REFUSED_THOUGH_VALID = 56;

	private static final int SIZE = 64;

	private static final long NOBODY = -1;

	private final Path path;

	private final ByteBuffer memory;

	private FencedResource(Path path) {
		this.path = path;
		try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			this.memory = file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A new one that nobody has entered.
	 * @return the resource
	 */
	public static FencedResource create() {
		try {
			return new FencedResource(Files.createTempFile(TemporaryDirectory.get(), "resource-", ".bin"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static FencedResource open(String path) {
		return new FencedResource(Path.of(path));
	}

	/**
	 * Enter, count and leave.
	 * @param lease what gives the right to it
	 */
	void use(Lease lease) {
		Visit visit = enter(lease);
		Thread.yield();
		visit.write();
	}

	/**
	 * Enter, unless somebody with the same or a newer token has done so.
	 * @param lease what gives the right to it
	 * @return the visit
	 */
	Visit enter(Lease lease) {
		long token = lease.fencingToken();
		if (!raise(TOKEN, token)) {
			return new Visit(lease, NOBODY, 0);
		}
		long number = nextVisit();
		raise(IDLE, System.nanoTime() - get(LAST_INSIDE));
		return new Visit(lease, number, get(COUNT));
	}

	private long nextVisit() {
		while (true) {
			long last = get(VISIT);
			long next = (last + 1) | 1;
			if (last >= 0 && LONGS.compareAndSet(this.memory, VISIT, last, next)) {
				return next;
			}
		}
	}

	/**
	 * Measure from now on how long nobody is inside.
	 */
	public void measureIdleTime() {
		set(LAST_INSIDE, System.nanoTime());
		set(IDLE, 0);
	}

	/**
	 * The longest time that nobody was inside.
	 * @return the time since {@link #measureIdleTime()}
	 */
	public Duration idleTime() {
		return Duration.ofNanos(get(IDLE));
	}

	/**
	 * How often somebody was inside and wrote.
	 * @return the number
	 */
	public long sections() {
		return get(SECTIONS);
	}

	/**
	 * What those who were inside have counted to, one after another.
	 * @return the same as {@link #sections()} if they were
	 */
	public long count() {
		return get(COUNT);
	}

	/**
	 * How often somebody was refused and knew, when asked, that the lease was over.
	 * @return the number
	 */
	public long refused() {
		return get(REFUSED);
	}

	/**
	 * How often somebody was refused whose lease still claimed to be valid.
	 * @return the number
	 */
	public long refusedThoughValid() {
		return get(REFUSED_THOUGH_VALID);
	}

	private long get(int word) {
		return (long) LONGS.getVolatile(this.memory, word);
	}

	private void set(int word, long value) {
		LONGS.setVolatile(this.memory, word, value);
	}

	private void increment(int word) {
		LONGS.getAndAdd(this.memory, word, 1L);
	}

	private boolean raise(int word, long value) {
		while (true) {
			long seen = get(word);
			if (seen >= value) {
				return false;
			}
			if (LONGS.compareAndSet(this.memory, word, seen, value)) {
				return true;
			}
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * One caller's time inside.
	 */
	final class Visit {

		private final Lease lease;

		private final long number;

		private final long seen;

		private Visit(Lease lease, long number, long seen) {
			this.lease = lease;
			this.number = number;
			this.seen = seen;
		}

		/** Write, unless it is too late. */
		boolean write() {
			boolean accepted = LONGS.compareAndSet(FencedResource.this.memory, VISIT, this.number, -this.number);
			if (accepted) {
				increment(SECTIONS);
				set(COUNT, this.seen + 1);
				set(LAST_INSIDE, System.nanoTime());
				set(VISIT, this.number + 1);
			}
			else {
				increment(this.lease.isValid() ? REFUSED_THOUGH_VALID : REFUSED);
			}
			return accepted;
		}

	}

}
