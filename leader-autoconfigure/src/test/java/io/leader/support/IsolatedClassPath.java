package io.leader.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * A part of this process's classpath whose classes are loaded by a separate class loader.
 */
public final class IsolatedClassPath implements AutoCloseable {

	private final URLClassLoader loader;

	/**
	 * Opens a part of the classpath.
	 * @param entries selects the entries to include by their paths
	 */
	public IsolatedClassPath(Predicate<String> entries) {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(entries)
			.map(IsolatedClassPath::url)
			.toArray(URL[]::new);
		this.loader = new URLClassLoader("isolated", urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(String path) {
		try {
			return new File(path).toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Calls a public static method of a class loaded from this classpath. The types of
	 * the parameters must be exactly the classes of the arguments. Like the type of the
	 * result, they must be from the JDK.
	 * @param type the class
	 * @param method the name of the method
	 * @param arguments the arguments of the method
	 * @return the result of the method
	 */
	public Object call(Class<?> type, String method, Object... arguments) throws Exception {
		return inside(() -> {
			Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
			return this.loader.loadClass(type.getName()).getMethod(method, types).invoke(null, arguments);
		});
	}

	private static <T> T inside(ClassLoader loader, Callable<T> action) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			return action.call();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private <T> T inside(Callable<T> action) throws Exception {
		return inside(this.loader, action);
	}

	@Override
	public void close() throws IOException {
		this.loader.close();
	}

}
