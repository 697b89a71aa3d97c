package io.github.batonlock.benchmarks.worker;

import java.time.Duration;

/**
 * The work of the threads of one worker in a run: repeatedly lock, hold, and unlock.
 *
 * @param threads number of threads
 * @param virtual whether the threads are virtual
 * @param ownNames whether each thread has a separate name
 * @param name the name, or the beginning of the names
 * @param section how long the threads hold the lock
 * @param most maximum number of cycles of a thread
 */
public record Load(int threads, boolean virtual, boolean ownNames, String name, Duration section, int most) {

	/**
	 * Returns the load as words of a command.
	 * @return words separated by spaces
	 */
	public String words() {
		return this.threads + " " + this.virtual + " " + this.ownNames + " " + this.name + " " + this.section.toNanos()
				+ " " + this.most;
	}

	static Load of(String[] words, int first) {
		return new Load(Integer.parseInt(words[first]), Boolean.parseBoolean(words[first + 1]),
				Boolean.parseBoolean(words[first + 2]), words[first + 3],
				Duration.ofNanos(Long.parseLong(words[first + 4])), Integer.parseInt(words[first + 5]));
	}

	String nameOf(int thread) {
		return this.ownNames ? this.name + "-" + ProcessHandle.current().pid() + "-" + thread : this.name;
	}

}
