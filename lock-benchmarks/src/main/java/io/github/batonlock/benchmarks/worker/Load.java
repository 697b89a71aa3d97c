package io.github.batonlock.benchmarks.worker;

import java.time.Duration;

/**
 * What the threads of one worker do in a run: lock, stay inside, unlock, again and again.
 *
 * @param threads how many threads
 * @param virtual whether they are virtual
 * @param ownNames whether each has a name of its own
 * @param name the name, or what the names begin with
 * @param section how long they stay inside
 * @param most how many cycles a thread makes at most
 */
public record Load(int threads, boolean virtual, boolean ownNames, String name, Duration section, int most) {

	/**
	 * As words of a command.
	 * @return words with spaces between them
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
