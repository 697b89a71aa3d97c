package io.github.batonlock.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.micrometer.LockMetricsAutoConfiguration;
import io.github.batonlock.micrometer.LockMeters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the dashboard and the page about operations know our meters, as Prometheus
 * sees them.
 */
class LockDashboardTests {

	private static final Pattern SERIES = Pattern.compile("^(distributed_lock_\\w+?)(?:\\{(.*)\\})? ",
			Pattern.MULTILINE);

	private static final Pattern METRIC = Pattern.compile("distributed_lock_\\w+");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	/** What Prometheus appends to the name of a meter. */
	private static final List<String> ENDINGS = List.of("", "_total", "_seconds_count", "_seconds_sum", "_seconds_max",
			"_seconds_bucket");

	/** Labels of Prometheus itself. */
	private static final Set<String> ADDED = Set.of("instance", "job");

	/** Series with their labels. */
	private static final Map<String, Set<String>> series = new TreeMap<>();

	@BeforeAll
	static void scrape() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
					LockMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
					PrometheusMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=local")
			.run((context) -> {
				context.getBean(LockRegistry.class).obtain("a").acquire().close();
				String scraped = context.getBean(PrometheusMeterRegistry.class).scrape();
				SERIES.matcher(scraped)
					.results()
					.forEach((found) -> series.put(found.group(1),
							(found.group(2) != null) ? all(LABEL, found.group(2)) : Set.of()));
			});
	}

	@Test
	void dashboardAsksForSeriesThatAreThere() {
		assertThat(queries()).hasSizeGreaterThan(8)
			.allSatisfy((query) -> assertThat(metrics(query)).isNotEmpty().isSubsetOf(series.keySet()));
	}

	@Test
	void dashboardAsksForLabelsThatAreThere() {
		assertThat(queries()).allSatisfy((query) -> {
			Set<String> labels = new TreeSet<>(all(LABEL, query));
			all(GROUPING, query).forEach((group) -> labels.addAll(List.of(group.split(", ", -1))));
			labels.removeAll(ADDED);
			metrics(query).forEach((metric) -> assertThat(series.get(metric)).as(metric).containsAll(labels));
		});
	}

	@Test
	void dashboardShowsAllMeters() {
		Set<String> shown = metrics(String.join("\n", queries()));
		assertThat(meters()).allSatisfy((meter) -> assertThat(shown)
			.containsAnyElementsOf(ENDINGS.stream().map((ending) -> meter.replace('.', '_') + ending).toList()));
	}

	@Test
	void pageListsTheMetersAndNoOthers() throws Exception {
		String page = Files.readString(Path.of("..", "docs", "operations.md"));
		assertThat(all(Pattern.compile("^\\| `(distributed\\.lock\\.\\w+)` \\|", Pattern.MULTILINE), page))
			.containsExactlyInAnyOrderElementsOf(meters());
		assertThat(metrics(page)).isNotEmpty().isSubsetOf(series.keySet());
	}

	private static Set<String> meters() {
		return Set.of(LockMeters.WAIT, LockMeters.HOLD, LockMeters.TIMEOUTS, LockMeters.UNAVAILABLE, LockMeters.LOST,
				LockMeters.HANDOVERS, LockMeters.HELD, LockMeters.WAITING);
	}

	private static List<String> queries() {
		try {
			String dashboard = Files.readString(Path.of("..", "docs", "grafana", "baton.json"));
			List<String> panels = JsonPath.read(dashboard, "$.panels[*].targets[*].expr");
			List<String> variables = JsonPath.read(dashboard, "$.templating.list[*].query.query");
			return Stream.concat(panels.stream(), variables.stream()).toList();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Set<String> metrics(String query) {
		return METRIC.matcher(query).results().map(MatchResult::group).collect(Collectors.toSet());
	}

	private static Set<String> all(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((found) -> found.group(1)).collect(Collectors.toSet());
	}

}
