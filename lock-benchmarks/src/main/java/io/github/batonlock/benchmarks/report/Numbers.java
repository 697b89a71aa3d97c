package io.github.batonlock.benchmarks.report;

import java.util.Locale;

/**
 * Formats figures.
 */
public final class Numbers {

	private Numbers() {
	}

	/**
	 * Formats a figure with three digits.
	 * @param value a figure
	 * @return the figure, a dash for none
	 */
	public static String of(double value) {
		if (!Double.isFinite(value)) {
			return "–";
		}
		if (Math.abs(value) >= 1000) {
			double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
			return String.format(Locale.ROOT, "%,.0f", Math.round(value / unit) * unit).replace(',', ' ');
		}
		int decimals = (Math.abs(value) >= 100) ? 0 : (Math.abs(value) >= 10) ? 1 : 2;
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

	/**
	 * Formats a share in percent.
	 * @param share a share, 1 for all
	 * @return percent
	 */
	public static String percent(double share) {
		return of(share * 100) + " %";
	}

}
