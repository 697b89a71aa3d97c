package io.github.batonlock.benchmarks.report;

/**
 * A picture beside the tables.
 *
 * @param file name of its file
 * @param title what it shows
 * @param svg the picture
 */
public record Plot(String file, String title, String svg) {

}
