# policies: gang+flush cuts the worst slowdown from 1.50× to ~1.02×
# In this folder, `gnuplot policies.gp` draws policies.svg from policies.dat.
set terminal svg noenhanced size 960,492 font "sans-serif,13" background "white"
set output "policies.svg"
set encoding utf8
set datafile missing "?"
set title 'gang+flush cuts the worst slowdown from 1.50× to ~1.02×'
set logscale y 2
set ylabel 'slowdown at p50, log axis'
set grid ytics
set autoscale yfix
set offsets 0,0,graph 0.05,graph 0.05
set xrange [-0.6:1.6]
set xtics ('baseline' 0, 'gang+flush' 1) rotate by -25
set key outside below maxcols 2
plot 'policies.dat' index 0 using 1:2:3:4 with yerrorbars pointtype 7 pointsize 0.5 title 'chase@L2/2 beside write@2*L2'
