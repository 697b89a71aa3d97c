package io.github.batonlock.benchmarks.report;

/**
 * A plot next to the tables.
 *
 * @param file name of its file
 * @param title title of the plot
 * @param svg the image
 */
public record Plot(String file, String title, String svg) {

}
