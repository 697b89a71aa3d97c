package io.github.batonlock.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The output of a run: tables in a Markdown file, between two marks if the file has them,
 * and plots in a directory next to it.
 */
public final class Document {

	private static final String BEGIN = "<!-- figures: begin -->\n";

	private static final String END = "<!-- figures: end -->\n";

	private final StringBuilder text = new StringBuilder();

	private final List<Plot> plots = new ArrayList<>();

	/**
	 * Adds a paragraph.
	 * @param paragraph the paragraph
	 */
	public void add(String paragraph) {
		this.text.append(paragraph).append("\n\n");
	}

	/**
	 * Adds a table.
	 * @param table the table
	 */
	public void add(Table table) {
		this.text.append(table.markdown());
		System.out.println(table.markdown());
	}

	/**
	 * Adds a plot.
	 * @param plot the plot
	 */
	public void add(Plot plot) {
		this.plots.add(plot);
	}

	/**
	 * Writes the document.
	 * @param file the file
	 * @throws IOException if it cannot be written
	 */
	public void write(Path file) throws IOException {
		String directory = file.getFileName().toString().replace(".md", "");
		Path pictures = Files.createDirectories(file.toAbsolutePath().resolveSibling(directory));
		StringBuilder content = new StringBuilder(BEGIN).append('\n').append(this.text);
		for (Plot plot : this.plots) {
			Files.writeString(pictures.resolve(plot.file()), plot.svg());
			content.append("![").append(plot.title()).append("](").append(directory).append('/').append(plot.file());
			content.append(")\n\n");
		}
		String before = Files.exists(file) ? Files.readString(file) : BEGIN + END;
		Files.writeString(file,
				before.substring(0, before.indexOf(BEGIN)) + content + before.substring(before.indexOf(END)));
	}

}
