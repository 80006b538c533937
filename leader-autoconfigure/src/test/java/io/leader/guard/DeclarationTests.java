package io.leader.guard;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElections;
import io.leader.guard.Declarations.GuardedHandler;
import io.leader.guard.Declarations.Handler;
import io.leader.guard.Declarations.MyEvent;
import io.leader.guard.Declarations.OnClass;
import io.leader.guard.Declarations.OnMethods;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a guarded method runs once on the leader, and not on a follower, for each
 * way to declare it, each way to call it, and each way to create a proxy.
 */
class DeclarationTests {

	private static final List<Class<?>> CLASSES = List.of(Declarations.OnMethods.class, Declarations.OnClass.class,
			Declarations.InheritedFromClass.class, Declarations.MetaOnClass.class, Declarations.Listener.class,
			Declarations.ListenerByClass.class, Declarations.StringConsumer.class, Declarations.ListCallable.class,
			Declarations.OfBase.class, Declarations.OfBaseByClass.class, Declarations.OfInterface.class,
			Declarations.FulfilledByInheritance.class, Declarations.OfDefault.class, Declarations.OfRecord.class,
			KotlinJob.class, KotlinJobByClass.class, KotlinHandler.class, FinalKotlinHandler.class);

	private final TestElection orders = new TestElection("orders");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(TestElection.class, () -> this.orders)
		.withBean(LeaderElections.class, () -> GuardWithSpringTests.elections(this.orders));

	@BeforeEach
	void reset() {
		Declarations.ran.set(0);
	}

	/**
	 * A call to a bean.
	 */
	interface Call {

		void on(Object bean, ApplicationContext context) throws Exception;

	}

	record Caller(String name, Class<?> needs, Call call) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	static <T> Caller caller(String name, Class<T> needs, Consumer<T> call) {
		return new Caller(name, needs, (bean, context) -> call.accept(needs.cast(bean)));
	}

	private static final List<Caller> CALLERS = List.of(
			caller("its public method", OnMethods.class, (b) -> b.handle("")),
			caller("its protected method", OnMethods.class, OnMethods::ofProtected),
			caller("its package-private method", OnMethods.class, OnMethods::ofPackage),
			caller("its meta-annotated method", OnMethods.class, OnMethods::meta),
			caller("a public method of its class", OnClass.class, (b) -> b.handle("")),
			caller("a protected method of its class", OnClass.class, OnClass::ofProtected),
			caller("a package-private method of its class", OnClass.class, OnClass::ofPackage),
			caller("a generic interface", Handler.class, DeclarationTests::handle),
			caller("a generic interface that is guarded", GuardedHandler.class, DeclarationTests::handleGuarded),
			caller("a generic superclass", Declarations.Base.class, DeclarationTests::handleBase),
			caller("an inherited method", Declarations.Base.class, DeclarationTests::inherited),
			caller("its own generic method", Declarations.OfBase.class, (b) -> b.handle(List.of())),
			caller("an unaware superclass", Declarations.Unaware.class, (b) -> b.handle("")),
			caller("a default method", Declarations.WithDefault.class, Declarations.WithDefault::work),
			caller("a default method of its class", Declarations.OfDefault.class, Declarations.OfDefault::work),
			caller("a consumer", Consumer.class, DeclarationTests::accept),
			new Caller("a callable", Callable.class, (bean, context) -> ((Callable<?>) bean).call()),
			caller("its own callable method", Declarations.ListCallable.class, Declarations.ListCallable::call),
			new Caller("an event", ApplicationListener.class, (bean, context) -> context.publishEvent(new MyEvent())),
			caller("Kotlin's public method", KotlinJob.class, KotlinJob::settle),
			caller("Kotlin's public method of its class", KotlinJobByClass.class, KotlinJobByClass::settle),
			caller("Kotlin's protected method of its class", KotlinJobByClass.class, KotlinJobByClass::callProtected));

	@SuppressWarnings("unchecked")
	private static void handle(Object bean) {
		((Handler<Object>) bean).handle("value");
	}

	@SuppressWarnings("unchecked")
	private static void handleGuarded(Object bean) {
		((GuardedHandler<Object>) bean).handle("value");
	}

	@SuppressWarnings("unchecked")
	private static void handleBase(Object bean) {
		((Declarations.Base<Object>) bean).handle(List.of());
	}

	@SuppressWarnings("unchecked")
	private static void inherited(Object bean) {
		((Declarations.Base<Object>) bean).inherited(List.of());
	}

	@SuppressWarnings("unchecked")
	private static void accept(Object bean) {
		((Consumer<Object>) bean).accept("value");
	}

	@Aspect
	static class Everything {

		// Spring itself cannot extend the final class OfRecord to apply an aspect.
		@Before("(within(io.leader.guard.Declarations.*) && !within(io.leader.guard.Declarations.OfRecord))"
				+ " || within(io.leader.guard.Kotlin*)")
		void before() {
		}

	}

	enum Proxies {

		CLASSES {
			@Override
			ApplicationContextRunner applyTo(ApplicationContextRunner runner) {
				return runner;
			}
		},
		INTERFACES {
			@Override
			ApplicationContextRunner applyTo(ApplicationContextRunner runner) {
				return runner.withPropertyValues("spring.aop.proxy-target-class=false");
			}
		},
		ASPECTJ {
			@Override
			ApplicationContextRunner applyTo(ApplicationContextRunner runner) {
				return runner.withBean(Everything.class);
			}
		},
		ASPECTJ_AND_INTERFACES {
			@Override
			ApplicationContextRunner applyTo(ApplicationContextRunner runner) {
				return INTERFACES.applyTo(ASPECTJ.applyTo(runner));
			}
		},
		NO_ASPECTJ {
			@Override
			ApplicationContextRunner applyTo(ApplicationContextRunner runner) {
				return NO_AOP.applyTo(runner)
					.withInitializer((context) -> AopConfigUtils
						.registerAutoProxyCreatorIfNecessary((BeanDefinitionRegistry) context.getBeanFactory()));
			}
		},
		NO_AOP {
			@Override
			ApplicationContextRunner applyTo(ApplicationContextRunner runner) {
				return runner.withPropertyValues("spring.aop.auto=false");
			}
		};

		abstract ApplicationContextRunner applyTo(ApplicationContextRunner runner);

	}

	static Stream<Arguments> declarations() {
		return CLASSES.stream().flatMap((type) -> Stream.of(Proxies.values()).map((how) -> Arguments.of(type, how)));
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("declarations")
	void runsOnTheLeaderOnly(Class<?> type, Proxies proxies) {
		proxies.applyTo(this.runner).withBean("guarded", Object.class, () -> create(type)).run((context) -> {
			assertThat(context).hasNotFailed();
			Object bean = context.getBean("guarded");
			List<Caller> callers = CALLERS.stream().filter((caller) -> caller.needs().isInstance(bean)).toList();
			if (!proxies.name().endsWith("INTERFACES") || type.getInterfaces().length > 0) {
				assertThat(callers).as("callers of %s", bean.getClass()).isNotEmpty();
			}
			for (Caller caller : callers) {
				assertGuarded(caller, bean, context);
			}
		});
	}

	private void assertGuarded(Caller caller, Object bean, ApplicationContext context) throws Exception {
		this.orders.revoke();
		Declarations.ran.set(0);
		caller.call().on(bean, context);
		assertThat(Declarations.ran).as("on a follower, called through %s", caller).hasValue(0);
		this.orders.lead();
		caller.call().on(bean, context);
		assertThat(Declarations.ran).as("on the leader, called through %s", caller).hasValue(1);
		assertThat(this.orders.running()).as("still guarded, called through %s", caller).isZero();
	}

	private static Object create(Class<?> type) {
		return type.isRecord() ? new Declarations.OfRecord("name") : BeanUtils.instantiateClass(type);
	}

}
