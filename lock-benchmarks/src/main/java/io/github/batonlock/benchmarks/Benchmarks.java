package io.github.batonlock.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures Baton and its peers in one run on one Redis, and writes tables and plots.
 */
public final class Benchmarks {

	private static final String SHORT = "--short";

	private static final String ONLY = "--only=";

	private Benchmarks() {
	}

	/**
	 * Runs the benchmarks.
	 * @param args {@code --short} for a run that only checks that everything works,
	 * {@code --only=} with prefixes of short names of scenarios, and the Markdown file to
	 * write, by default {@code target/performance.md}
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		List<String> arguments = List.of(args);
		boolean brief = arguments.contains(SHORT);
		List<String> only = arguments.stream()
			.filter((argument) -> argument.startsWith(ONLY))
			.flatMap((argument) -> Stream.of(argument.substring(ONLY.length()).split(",", -1)))
			.toList();
		Path file = arguments.stream()
			.filter((argument) -> !argument.startsWith("--"))
			.map(Path::of)
			.findFirst()
			.orElse(Path.of("target", "performance.md"));
		new BenchmarkRun(brief, (id) -> only.isEmpty() || only.stream().anyMatch(id::startsWith)).run().write(file);
		System.out.println("Written to " + file);
		System.exit(0);
	}

}
