package io.leader.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import io.leader.engine.machine.Effect;

/**
 * Knows what performs each kind of effect, for all candidates. Not changed once in use.
 *
 * @param <S> what performs the effects of one candidate
 */
final class EffectPerformers<S> {

	private final Map<Class<? extends Effect>, BiConsumer<S, Effect>> performers = new HashMap<>();

	/**
	 * Notes what performs a kind of effect. It is found by that kind, so it is given no
	 * other, and the effect need not be cast each time.
	 */
	@SuppressWarnings("unchecked")
	<E extends Effect> void on(Class<E> type, BiConsumer<? super S, ? super E> performer) {
		this.performers.put(type, (BiConsumer<S, Effect>) performer);
	}

	void perform(S shell, Effect effect) {
		BiConsumer<S, Effect> performer = this.performers.get(effect.getClass());
		if (performer == null) {
			throw new IllegalStateException("Nothing performs " + effect + ".");
		}
		performer.accept(shell, effect);
	}

}
