package io.github.batonlock.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A chart of growth: a line for each contestant, both axes logarithmic.
 */
final class LineChart {

	private static final int LEFT = 60;

	private static final int TOP = 40;

	private static final int WIDTH = 420;

	private static final int HEIGHT = 240;

	private final String title;

	private final Map<String, SortedMap<Integer, Double>> lines = new LinkedHashMap<>();

	LineChart(String title) {
		this.title = title;
	}

	void point(String label, int x, double y) {
		if (Double.isFinite(y) && y > 0) {
			this.lines.computeIfAbsent(label, (key) -> new TreeMap<>()).put(x, y);
		}
	}

	Plot plot(String file) {
		return new Plot(file, this.title, svg());
	}

	private String svg() {
		Axis x = Axis.of(this.lines.values().stream().flatMap((line) -> line.keySet().stream()).toList(), LEFT,
				LEFT + WIDTH);
		Axis y = Axis.of(this.lines.values().stream().flatMap((line) -> line.values().stream()).toList(), TOP + HEIGHT,
				TOP);
		StringBuilder body = new StringBuilder();
		this.lines.values()
			.stream()
			.flatMap((line) -> line.keySet().stream())
			.distinct()
			.forEach((value) -> body.append(Svg.text(x.at(value), TOP + HEIGHT + 20, "middle", String.valueOf(value))));
		this.lines.forEach((label, line) -> {
			double first = line.values().iterator().next();
			double last = line.getOrDefault(line.lastKey(), first);
			String points = line.entrySet()
				.stream()
				.map((point) -> x.at(point.getKey()) + "," + y.at(point.getValue()))
				.collect(Collectors.joining(" "));
			body.append(Svg.line(points, label.startsWith("Baton")))
				.append(Svg.text(x.at(line.firstKey()) - 6, y.at(first) + 4, "end", Numbers.of(first)))
				.append(Svg.text(x.at(line.lastKey()) + 8, y.at(last) + 4, "start", label + " " + Numbers.of(last)));
		});
		return Svg.picture(LEFT + WIDTH + 230, TOP + HEIGHT + 30, this.title, body.toString());
	}

	/**
	 * Maps values to positions.
	 */
	private record Axis(double least, double most, int from, int to) {

		static Axis of(List<? extends Number> values, int from, int to) {
			double least = values.stream().mapToDouble(Number::doubleValue).min().orElse(1);
			double most = values.stream().mapToDouble(Number::doubleValue).max().orElse(1);
			return new Axis(least, Math.max(most, least * 1.01), from, to);
		}

		int at(double value) {
			return (int) (this.from
					+ (this.to - this.from) * Math.log(value / this.least) / Math.log(this.most / this.least));
		}

	}

}
