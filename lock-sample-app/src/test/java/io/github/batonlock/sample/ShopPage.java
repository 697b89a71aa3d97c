package io.github.batonlock.sample;

/**
 * The visible page of the shop: in a browser if there is one, otherwise the data that the
 * page would draw, read from its files and its stream over HTTP.
 */
interface ShopPage extends AutoCloseable {

	/**
	 * Opens the page of an instance.
	 */
	static ShopPage open(String address) {
		return Browser.find()
			.<ShopPage>map((browser) -> new BrowserPage(browser, address))
			.orElseGet(() -> new StreamedPage(address));
	}

	/**
	 * Starts a sale, like the buttons.
	 */
	void sell(int stock, int buyers, boolean locked);

	/**
	 * Returns the part of the page about the last sale.
	 */
	Lane lane(boolean locked);

	@Override
	void close();

	/**
	 * The part of the page about a sale.
	 *
	 * @param ended whether the whole sale is shown
	 * @param left the remaining stock
	 * @param instances number of instances with bars
	 * @param bars number of visits in the drawing
	 * @param waited number of waits in the histogram
	 */
	record Lane(boolean ended, int left, int sold, int oversold, int instances, int bars, int waited) {

	}

}
