package io.github.batonlock.benchmarks.report;

/**
 * The shapes of plots, readable on light and dark backgrounds.
 */
final class Svg {

	private static final String STYLE = "<style>text{font:12px sans-serif;fill:#24292f}.title{font-weight:bold}"
			+ ".ours{fill:#c2410c}.other{fill:#94a3b8}polyline{fill:none;stroke-width:2}.ours-line{stroke:#c2410c}"
			+ ".other-line{stroke:#94a3b8}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>";

	private Svg() {
	}

	static String picture(int width, int height, String title, String body) {
		return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width
				+ "\" role=\"img\"><title>" + title + "</title>" + STYLE + "\n<text class=\"title\" x=\"8\" y=\"20\">"
				+ title + "</text>\n" + body + "</svg>\n";
	}

	static String text(int x, int y, String anchor, String text) {
		return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">" + text + "</text>\n";
	}

	static String bar(int x, int y, int width, int height, boolean ours) {
		return "<rect class=\"" + (ours ? "ours" : "other") + "\" x=\"" + x + "\" y=\"" + y + "\" width=\"" + width
				+ "\" height=\"" + height + "\" rx=\"2\"/>\n";
	}

	static String line(String points, boolean ours) {
		return "<polyline class=\"" + (ours ? "ours-line" : "other-line") + "\" points=\"" + points + "\"/>\n";
	}

}
