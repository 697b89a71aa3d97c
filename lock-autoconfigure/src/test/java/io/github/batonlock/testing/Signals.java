package io.github.batonlock.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Sends signals to processes and awaits their end.
 */
public final class Signals {

	private Signals() {
	}

	/**
	 * Send a signal, and wait until it is sent.
	 * @param process to whom
	 * @param signal name of the signal
	 */
	public static void send(Process process, String signal) {
		try {
			awaitExit(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void awaitExit(Process process) {
		try {
			if (!process.waitFor(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException(process + " does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
