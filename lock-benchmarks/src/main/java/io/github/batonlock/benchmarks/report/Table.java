package io.github.batonlock.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of Markdown.
 */
public final class Table {

	private final String title;

	private final List<String> header;

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Begin a table.
	 * @param title what stands above it
	 * @param header heads of the columns
	 */
	public Table(String title, List<String> header) {
		this.title = title;
		this.header = header;
	}

	/**
	 * Add a row.
	 * @param cells as many as there are columns
	 * @return this
	 */
	public Table row(List<String> cells) {
		this.rows.add(cells);
		return this;
	}

	/**
	 * As text.
	 * @return lines of Markdown
	 */
	public String markdown() {
		return "### " + this.title + "\n\n" + line(this.header)
				+ line(this.header.stream().map((head) -> "---").toList())
				+ this.rows.stream().map(Table::line).collect(Collectors.joining()) + "\n";
	}

	private static String line(List<String> cells) {
		return "| " + String.join(" | ", cells) + " |\n";
	}

}
