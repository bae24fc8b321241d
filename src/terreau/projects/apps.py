from terreau.kernel.apps import TerreauAppConfig


class ProjectsConfig(TerreauAppConfig):
    name = "terreau.projects"
    label = "projects"
