package io.leader.autoconfigure.kubernetes;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.NamedBeanHolder;

import io.leader.kubernetes.ProvidedConnection;
import io.leader.kubernetes.ProvidedKubeconfig;

/**
 * Provides access to the bean of type {@link KubernetesConnectionDetails}, if there is
 * one. The bean is obtained only when a connection is opened.
 */
final class DetailsBean implements ProvidedConnection {

	private final ConfigurableListableBeanFactory beanFactory;

	DetailsBean(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public boolean isProvided() {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				KubernetesConnectionDetails.class).length > 0;
	}

	/**
	 * Returns the kubeconfig that the bean provides.
	 * @return the kubeconfig and the name of the bean, or {@code null} if there is no
	 * such bean
	 */
	@Nullable ProvidedKubeconfig kubeconfig() {
		if (!isProvided()) {
			return null;
		}
		NamedBeanHolder<KubernetesConnectionDetails> bean = this.beanFactory
			.resolveNamedBean(KubernetesConnectionDetails.class);
		return new ProvidedKubeconfig(bean.getBeanName(), bean.getBeanInstance().kubeconfig());
	}

}
