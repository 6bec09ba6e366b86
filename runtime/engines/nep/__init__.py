"""Training and evaluation of neuroevolution potentials by the embedded trainer."""
