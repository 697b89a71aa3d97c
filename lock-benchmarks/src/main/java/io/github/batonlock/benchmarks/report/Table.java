package io.github.batonlock.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Markdown table.
 */
public final class Table {

	private final String title;

	private final List<String> header;

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Creates a table.
	 * @param title title above the table
	 * @param header headers of the columns
	 */
	public Table(String title, List<String> header) {
		this.title = title;
		this.header = header;
	}

	/**
	 * Adds a row.
	 * @param cells one cell for each column
	 * @return this
	 */
	public Table row(List<String> cells) {
		this.rows.add(cells);
		return this;
	}

	/**
	 * Returns the table as text.
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
