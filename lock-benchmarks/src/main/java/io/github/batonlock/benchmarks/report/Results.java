package io.github.batonlock.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.scenario.Figures;
import io.github.batonlock.benchmarks.scenario.Scenario;

/**
 * The results of the scenarios of one run.
 */
public final class Results {

	private final Map<Scenario, Map<Contestant, Figures>> contests = new LinkedHashMap<>();

	/**
	 * Adds the results of a scenario.
	 * @param scenario the scenario
	 * @param figures its results
	 */
	public void add(Scenario scenario, Map<Contestant, Figures> figures) {
		this.contests.put(scenario, figures);
	}

	/**
	 * Returns the table of a scenario.
	 * @param scenario the scenario
	 * @return its table
	 */
	public Table table(Scenario scenario) {
		return ContestTable.of(scenario, figures(scenario));
	}

	/**
	 * Returns a bar chart of one figure of each contestant.
	 * @param scenario the scenario
	 * @param unit the unit of the figure
	 * @param figure the figure
	 * @return the plot
	 */
	public Plot bars(Scenario scenario, String unit, ToDoubleFunction<Figures> figure) {
		BarChart chart = new BarChart(scenario.title() + ": " + unit);
		figures(scenario).forEach((contestant, values) -> chart.bar(contestant.label(), figure.applyAsDouble(values)));
		return chart.plot(scenario.id() + ".svg");
	}

	/**
	 * Returns a chart of the growth of a figure.
	 * @param scenarios the scenarios, from small to large
	 * @param file name of its file
	 * @param title title of the plot
	 * @param size the size of a scenario
	 * @param figure the figure
	 * @return the plot
	 */
	public Plot lines(List<Scenario> scenarios, String file, String title, ToDoubleFunction<Scenario> size,
			ToDoubleFunction<Figures> figure) {
		LineChart chart = new LineChart(title);
		for (Scenario scenario : scenarios) {
			figures(scenario).forEach((contestant, values) -> chart.point(contestant.label(),
					(int) size.applyAsDouble(scenario), figure.applyAsDouble(values)));
		}
		return chart.plot(file);
	}

	/**
	 * Returns how often there were two holders at once, in all scenarios.
	 * @return the sum
	 */
	public long violations() {
		return this.contests.values()
			.stream()
			.flatMap((figures) -> figures.values().stream())
			.mapToLong((figures) -> (long) figures.violations())
			.sum();
	}

	private Map<Contestant, Figures> figures(Scenario scenario) {
		return this.contests.getOrDefault(scenario, Map.of());
	}

	double of(Scenario scenario, Contestant contestant, ToDoubleFunction<Figures> figure) {
		Figures figures = figures(scenario).get(contestant);
		return (figures != null) ? figure.applyAsDouble(figures) : Double.NaN;
	}

	double mostOfRivals(Scenario scenario, ToDoubleFunction<Figures> figure) {
		return figures(scenario).entrySet()
			.stream()
			.filter((entry) -> entry.getKey().isRival())
			.mapToDouble((entry) -> figure.applyAsDouble(entry.getValue()))
			.max()
			.orElse(Double.NaN);
	}

	double leastOfRivals(Scenario scenario, ToDoubleFunction<Figures> figure) {
		return -mostOfRivals(scenario, (figures) -> -figure.applyAsDouble(figures));
	}

}
