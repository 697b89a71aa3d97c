package io.github.batonlock.engine.support;

/**
 * Makes sure that enough of the calling thread's stack is left for what must not end
 * half-way. Throws {@link StackOverflowError} otherwise, while nothing has happened yet.
 * <p>
 * A frame of {@link #descend} keeps all its parameters for after the call, so that it is
 * some hundred bytes, interpreted or compiled. Acquiring asks for several times what
 * leaving asks for, so that who has been let in can leave by the same frame, whatever the
 * compiler does meanwhile.
 */
public final class StackReserve {

	private static final int FOR_ACQUIRING = 96;

	private static final int FOR_LEAVING = 24;

	private static final int FOR_LOCKING = 12;

	private StackReserve() {
	}

	public static void forAcquiring() {
		descend(FOR_ACQUIRING, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
	}

	public static void forLeaving() {
		descend(FOR_LEAVING, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
	}

	/** A mutex that is locked and cannot be unlocked stops everybody. */
	public static void forLocking() {
		descend(FOR_LOCKING, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
	}

	private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g, long h, long i,
			long j, long k, long l, long m, long n, long o, long p) {
		if (frames == 0) {
			return a;
		}
		long below = descend(frames - 1, b ^ frames, c, d ^ a, e, f ^ b, g, h ^ c, i, j ^ d, k, l ^ e, m, n ^ f, o,
				p ^ g, a);
		return below ^ a * 3 ^ b * 5 ^ c * 7 ^ d * 11 ^ e * 13 ^ f * 17 ^ g * 19 ^ h * 23 ^ i * 29 ^ j * 31 ^ k * 37
				^ l * 41 ^ m * 43 ^ n * 47 ^ o * 53 ^ p * 59;
	}

}
