package io.leader.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.leader.engine.machine.Effect;

/**
 * Knows what performs each kind of effect. Confined to the engine's thread.
 */
final class EffectPerformers {

	private final Map<Class<? extends Effect>, Consumer<Effect>> performers = new HashMap<>();

	<E extends Effect> void on(Class<E> type, Consumer<? super E> performer) {
		this.performers.put(type, (effect) -> performer.accept(type.cast(effect)));
	}

	void perform(Effect effect) {
		Consumer<Effect> performer = this.performers.get(effect.getClass());
		if (performer == null) {
			throw new IllegalStateException("Nothing performs " + effect + ".");
		}
		performer.accept(effect);
	}

}
