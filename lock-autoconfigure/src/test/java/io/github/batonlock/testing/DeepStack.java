package io.github.batonlock.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * A living thread with a small stack, on which work is done with as little of that left
 * as a test likes.
 */
public final class DeepStack implements AutoCloseable {

	private static final int STACK_SIZE = 320 * 1024;

	private final ExecutorService thread = Executors
		.newSingleThreadExecutor((work) -> new Thread(null, work, "deep", STACK_SIZE));

	/**
	 * Do something on the thread.
	 * @param work what to do
	 */
	public void run(Work work) {
		Future<?> done = this.thread.submit(() -> {
			work.run();
			return null;
		});
		try {
			done.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("failed with enough of a stack", ex.getCause());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Begin to do something on the thread where its stack is almost used up.
	 * @param frames number of small frames that are left
	 * @param work what to do
	 * @return the descent, to be awaited
	 */
	public Descent begin(int frames, Work work) {
		Descent descent = new Descent(frames, work);
		this.thread.execute(descent);
		return descent;
	}

	/**
	 * Do something on the thread where its stack is almost used up.
	 * @param frames number of small frames that are left
	 * @param work what to do
	 * @return what came of it, {@code null} if it has ended normally
	 */
	public @Nullable Throwable runAtDepth(int frames, Work work) {
		return begin(frames, work).outcome();
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	/**
	 * What is done on the thread.
	 */
	@FunctionalInterface
	public interface Work {

		/**
		 * Do it.
		 * @throws Exception if it fails
		 */
		void run() throws Exception;

	}

	/**
	 * One way down and up again. The work is done on the way up.
	 */
	public static final class Descent implements Runnable {

		private final CountDownLatch over = new CountDownLatch(1);

		private final Work work;

		private int frames;

		private @Nullable Throwable outcome;

		private Descent(int frames, Work work) {
			this.frames = frames;
			this.work = work;
		}

		@Override
		public void run() {
			shift(this.frames % 7, 1, 2, 3);
			this.over.countDown();
		}

		/** So that frames do not always end at the same bytes. */
		private long shift(int times, long a, long b, long c) {
			if (times > 0) {
				return a + shift(times - 1, b, c, a) + b + c;
			}
			descend();
			return a;
		}

		private void descend() {
			try {
				descend();
			}
			catch (StackOverflowError ex) {
				// as far down as it goes
			}
			if (this.frames-- == 0) {
				try {
					this.work.run();
				}
				catch (Throwable ex) {
					this.outcome = ex;
				}
			}
		}

		/**
		 * Wait for the work.
		 * @return what came of it, {@code null} if it has ended normally
		 */
		public @Nullable Throwable outcome() {
			try {
				this.over.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return this.outcome;
		}

		/**
		 * Whether it is over.
		 * @return whether it is
		 */
		public boolean isOver() {
			return this.over.getCount() == 0;
		}

	}

}
