# job-latency: Beside write@2*L2, 1 job in 100 of chase@L2/2 takes more than 1.06 µs; alone it is 114 ns
# In this folder, `gnuplot job-latency.gp` draws job-latency.svg from job-latency.dat.
set terminal svg noenhanced size 960,540 font "sans-serif,13" background "white"
set output "job-latency.svg"
set encoding utf8
set datafile missing "?"
set title 'Beside write@2*L2, 1 job in 100 of chase@L2/2 takes more than 1.06 µs; alone it is 114 ns'
set logscale xy
set format y '%g'
set xlabel 'job time, ns'
set ylabel 'share of jobs slower than x'
set grid
set key inside right top
# index: cell
# 0: c0 chase@L2/2 alone, baseline
# 1: c1 chase@L2/2 beside write@2*L2, baseline
plot 'job-latency.dat' index 0 using 1:($2 > 0 ? $2 : NaN) with steps linewidth 2 title 'chase@L2/2 alone, baseline', \
     'job-latency.dat' index 1 using 1:($2 > 0 ? $2 : NaN) with steps linewidth 2 title 'chase@L2/2 beside write@2*L2, baseline'
