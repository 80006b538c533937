package io.leader.support;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.ClientHttpMessageConvertersCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.util.MimeType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * A web application without any configuration, and a description of its web layer.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class BareApplication {

	private static final List<String> TYPES = List.of("*/*", "application/json", "application/yaml",
			"application/x-yaml", "text/yaml", "application/xml", "application/cbor", "application/x-jackson-smile",
			"application/x-ndjson", "text/csv", "application/x-protobuf");

	@GetMapping("/value")
	Map<String, Integer> value() {
		return Map.of("a", 1);
	}

	@PostMapping("/value")
	Map<String, Object> value(@RequestBody Map<String, Object> body) {
		return body;
	}

	/**
	 * Starts the application, observes it, and closes it.
	 * @param type the name of the application's {@link WebApplicationType}
	 * @param properties the application's properties
	 * @return the observed beans, converters, and responses
	 */
	public static Map<String, List<String>> observe(String type, String... properties) throws Exception {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off"));
		all.addAll(List.of(properties));
		Map<String, List<String>> seen = new TreeMap<>();
		boolean servlet = WebApplicationType.valueOf(type) == WebApplicationType.SERVLET;
		if (servlet) {
			Servlet.prepare();
		}
		try (WebApplication application = new WebApplication(WebApplicationType.valueOf(type), BareApplication.class,
				all.toArray(String[]::new))) {
			ApplicationContext context = application.context();
			seen.put("beans", Arrays.asList(context.getBeanDefinitionNames()));
			seen.put("server", servlet ? Servlet.converters(context) : codecs(context));
			seen.put("client", Clients.converters(context));
			seen.put("responses", responses(context));
		}
		return seen;
	}

	private static List<String> codecs(ApplicationContext context) {
		ServerCodecConfigurer configurer = context.getBean(ServerCodecConfigurer.class);
		List<String> codecs = new ArrayList<>();
		configurer.getReaders()
			.forEach((reader) -> codecs.add(reader.getClass().getName() + text(reader.getReadableMediaTypes())));
		configurer.getWriters()
			.forEach((writer) -> codecs.add(writer.getClass().getName() + text(writer.getWritableMediaTypes())));
		return codecs;
	}

	private static String describe(HttpMessageConverter<?> converter) {
		return converter.getClass().getName() + text(converter.getSupportedMediaTypes());
	}

	private static String text(List<? extends MimeType> types) {
		return types.toString();
	}

	private static List<String> responses(ApplicationContext context) throws Exception {
		URI uri = URI
			.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/value");
		HttpClient client = HttpClient.newHttpClient();
		List<String> responses = new ArrayList<>();
		for (String type : TYPES) {
			HttpResponse<String> got = client.send(HttpRequest.newBuilder(uri).header("Accept", type).build(),
					HttpResponse.BodyHandlers.ofString());
			responses.add("GET " + type + ": " + got.statusCode() + got.headers().allValues("Content-Type"));
			String posted = type.startsWith("*") ? "application/octet-stream" : type;
			HttpResponse<String> sent = client.send(HttpRequest.newBuilder(uri)
				.header("Content-Type", posted)
				.POST(HttpRequest.BodyPublishers.ofString("{\"a\": 1}"))
				.build(), HttpResponse.BodyHandlers.ofString());
			responses.add("POST " + posted + ": " + sent.statusCode() + sent.headers().allValues("Accept"));
		}
		return responses;
	}

	/**
	 * The parts that require Spring MVC. Loaded only for a servlet application, since
	 * Spring MVC might be absent otherwise.
	 */
	private static final class Servlet {

		/**
		 * Prevents Tomcat from registering its URL stream handler factory, since the JVM
		 * accepts only one, and this Tomcat might not be the first one.
		 */
		static void prepare() {
			TomcatURLStreamHandlerFactory.disable();
		}

		static List<String> converters(ApplicationContext context) {
			return context.getBean(RequestMappingHandlerAdapter.class)
				.getMessageConverters()
				.stream()
				.map(BareApplication::describe)
				.toList();
		}

	}

	/** The converters of HTTP client builders. */
	private static final class Clients {

		static List<String> converters(ApplicationContext context) {
			HttpMessageConverters.ClientBuilder builder = HttpMessageConverters.forClient().registerDefaults();
			context.getBeanProvider(ClientHttpMessageConvertersCustomizer.class)
				.orderedStream()
				.forEach((customizer) -> customizer.customize(builder));
			List<String> converters = new ArrayList<>();
			builder.build().forEach((converter) -> converters.add(describe(converter)));
			return converters;
		}

	}

}
