package io.github.batonlock.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.benchmarks.scenario.Figures;
import io.github.batonlock.benchmarks.scenario.Scenario;

/**
 * The table of a scenario.
 */
final class ContestTable {

	private static final List<Column> COST = List.of(new Column("requests", Figures::requests),
			new Column("messages", Figures::messages), new Column("bytes", Figures::bytes),
			new Column("client CPU, µs", Figures::clientMicros), new Column("Redis CPU, µs", Figures::serverMicros));

	private static final List<Column> CONTENTION = List.of(new Column("Jain threads", Figures::jainThreads),
			new Column("Jain JVMs", Figures::jainJvms), new Column("longest wait, ms", Figures::longestWait),
			new Column("in rounds", Figures::rounds), new Column("longest queue", Figures::queue));

	private static final List<Column> HAND_OVER = List.of(new Column("to other JVMs", Figures::handOverShare),
			new Column("hand-over p50, µs", Figures::handOverP50), new Column("p99, µs", Figures::handOverP99));

	private static final Column RATE = new Column("cycles/s", Figures::rate);

	private static final Column ADDED = new Column("added per hand-over, µs", Figures::idleMicros);

	private static final Column VIOLATIONS = new Column("two holders", Figures::violations);

	private ContestTable() {
	}

	static Table of(Scenario scenario, Map<Contestant, Figures> figures) {
		boolean oneName = !scenario.load().ownNames();
		boolean once = scenario.load().most() == 1;
		List<Column> columns = new ArrayList<>(List.of(once ? ADDED : RATE));
		columns.addAll(COST);
		if (oneName) {
			columns.addAll((scenario.jvms() > 1) ? HAND_OVER : List.of());
			columns.addAll(once ? List.of() : CONTENTION);
			columns.add(VIOLATIONS);
		}
		List<String> header = new ArrayList<>(List.of("per cycle"));
		columns.forEach((column) -> header.add(column.head()));
		Table table = new Table(scenario.title(), header);
		figures.forEach((contestant, values) -> table.row(row(contestant, values, columns)));
		return table;
	}

	private static List<String> row(Contestant contestant, Figures values, List<Column> columns) {
		List<String> cells = new ArrayList<>(List.of(contestant.label()));
		columns.forEach((column) -> cells.add(Numbers.of(column.figure().applyAsDouble(values))));
		return cells;
	}

	private record Column(String head, ToDoubleFunction<Figures> figure) {

	}

}
