package io.github.batonlock.sample;

/**
 * The page of the shop as somebody sees it: in a browser where there is one, otherwise
 * what the page would draw, read from its files and its stream over HTTP.
 */
interface ShopPage extends AutoCloseable {

	/**
	 * Open the page of an instance.
	 */
	static ShopPage open(String address) {
		return Browser.find()
			.<ShopPage>map((browser) -> new BrowserPage(browser, address))
			.orElseGet(() -> new StreamedPage(address));
	}

	/**
	 * Start a sale, as the buttons do.
	 */
	void sell(int stock, int buyers, boolean locked);

	/**
	 * What is shown of the last sale.
	 */
	Lane lane(boolean locked);

	@Override
	void close();

	/**
	 * What is shown of a sale.
	 *
	 * @param ended whether it is shown as a whole
	 * @param left the stock
	 * @param instances how many have bars
	 * @param bars how many visits are drawn
	 * @param waited how many waits are in the histogram
	 */
	record Lane(boolean ended, int left, int sold, int oversold, int instances, int bars, int waited) {

	}

}
