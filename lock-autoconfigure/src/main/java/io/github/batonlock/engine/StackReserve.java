package io.github.batonlock.engine;

/**
 * Makes sure that enough of the calling thread's stack is left for what must not end
 * half-way. Throws {@link StackOverflowError} otherwise, while nothing has happened yet.
 * <p>
 * A frame of {@link #descend} is about a hundred bytes, interpreted or compiled: the
 * parameters of {@link #bottom} are there for its size only. Acquiring asks for several
 * times what leaving asks for, so that who has been let in can leave by the same frame,
 * whatever the compiler does meanwhile.
 */
final class StackReserve {

	private static final int FOR_ACQUIRING = 256;

	private static final int FOR_LEAVING = 48;

	private StackReserve() {
	}

	static void forAcquiring() {
		descend(FOR_ACQUIRING);
	}

	static void forLeaving() {
		descend(FOR_LEAVING);
	}

	private static long descend(int frames) {
		return (frames > 0) ? descend(frames - 1) + 1
				: bottom(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24);
	}

	private static long bottom(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k,
			long l, long m, long n, long o, long p, long q, long r, long s, long t, long u, long v, long w, long x) {
		return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l ^ m ^ n ^ o ^ p ^ q ^ r ^ s ^ t ^ u ^ v ^ w ^ x;
	}

}
