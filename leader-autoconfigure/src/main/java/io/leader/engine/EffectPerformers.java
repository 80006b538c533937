package io.leader.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import io.leader.engine.machine.Effect;

/**
 * Maps each kind of effect to the action that performs it, for all candidates. Must not
 * be modified once in use.
 *
 * @param <S> the type that performs the effects of one candidate
 */
final class EffectPerformers<S> {

	private final Map<Class<? extends Effect>, BiConsumer<S, Effect>> performers = new HashMap<>();

	/**
	 * Registers the action that performs a kind of effect. Actions are looked up by kind,
	 * so an action receives only effects of its kind, and the unchecked cast is safe.
	 */
	@SuppressWarnings("unchecked")
	<E extends Effect> void on(Class<E> type, BiConsumer<? super S, ? super E> performer) {
		this.performers.put(type, (BiConsumer<S, Effect>) performer);
	}

	void perform(S shell, Effect effect) {
		BiConsumer<S, Effect> performer = this.performers.get(effect.getClass());
		if (performer == null) {
			throw new IllegalStateException("No performer is registered for " + effect + ".");
		}
		performer.accept(shell, effect);
	}

}
