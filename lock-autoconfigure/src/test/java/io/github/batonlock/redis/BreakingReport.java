package io.github.batonlock.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.batonlock.testing.FencedResource;

/**
 * The report about simulated failures, in {@code target/breaking-report.md}.
 */
final class BreakingReport {

	private static final Path FILE = Path.of("target", "breaking-report.md");

	private static final List<String> LINES = new ArrayList<>(List.of(
			"| scenario | times | sections | violations | refused | longest idle ms | in leases | bound | took s |",
			"|---|---|---|---|---|---|---|---|---|"));

	private BreakingReport() {
	}

	/**
	 * Adds a line. A violation is a lost count, or a valid lease that the resource
	 * refused; where Redis forgets locks, fencing tokens are expected to refuse.
	 */
	static synchronized void add(Scenario scenario, int times, FencedResource resource, Duration idle, Duration took) {
		long lost = Math.abs(resource.sections() - resource.count());
		long violations = scenario.forgets() ? lost : lost + resource.refusedThoughValid();
		long refused = scenario.forgets() ? resource.refused() + resource.refusedThoughValid() : resource.refused();
		LINES.add(String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %.1f | %.3f | %s | %.1f |", scenario.title(),
				times, resource.sections(), violations, refused, idle.toNanos() / 1e6,
				(double) idle.toNanos() / BrokenWork.LEASE.toNanos(), scenario.bound(), took.toMillis() / 1e3));
		try {
			Files.write(FILE, LINES);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static synchronized String text() {
		return String.join(System.lineSeparator(), LINES);
	}

}
