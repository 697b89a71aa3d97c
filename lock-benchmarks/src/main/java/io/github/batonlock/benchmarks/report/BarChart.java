package io.github.batonlock.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bars for values of very different sizes: their length is the logarithm.
 */
final class BarChart {

	private static final int LABELS = 190;

	private static final int LONGEST = 430;

	private static final int ROW = 26;

	private final String title;

	private final Map<String, Double> bars = new LinkedHashMap<>();

	BarChart(String title) {
		this.title = title;
	}

	BarChart bar(String label, double value) {
		if (Double.isFinite(value) && value > 0) {
			this.bars.put(label, value);
		}
		return this;
	}

	Plot plot(String file) {
		return new Plot(file, this.title, svg());
	}

	private String svg() {
		StringBuilder body = new StringBuilder();
		double least = this.bars.values().stream().mapToDouble(Double::doubleValue).min().orElse(1) / 2;
		double most = this.bars.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
		int y = 34;
		for (Map.Entry<String, Double> bar : this.bars.entrySet()) {
			int width = (int) (LONGEST * Math.log(bar.getValue() / least) / Math.log(most / least));
			body.append(Svg.text(LABELS - 8, y + 16, "end", bar.getKey()))
				.append(Svg.bar(LABELS, y + 3, width, ROW - 8, bar.getKey().startsWith("Baton")))
				.append(Svg.text(LABELS + width + 6, y + 16, "start", Numbers.of(bar.getValue())));
			y += ROW;
		}
		return Svg.picture(LABELS + LONGEST + 80, y + 6, this.title, body.toString());
	}

}
