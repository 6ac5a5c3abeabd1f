// placeholder so that the package builds while modules land
